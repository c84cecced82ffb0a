// Asks AWS through its own SDK, so that credentials and region are found as everywhere else. The request is JSON on
// standard input, the answer JSON on standard output: both may hold secrets, so neither is an argument or a log line.
import { createRequire } from 'node:module';
import { json } from 'node:stream/consumers';

const { action, nodeModules, region, profile, ...given } = await json(process.stdin);
const require = createRequire(`${nodeModules}/package.json`);
const { CloudFormation } = require('@aws-sdk/client-cloudformation');
const { ECR, paginateDescribeRepositories } = require('@aws-sdk/client-ecr');
const { SSM } = require('@aws-sdk/client-ssm');
const options = { region: region ?? undefined, profile: profile ?? undefined };
const ecr = new ECR(options);
const stackTag = 'cdk:stack-name';

const unless = (expected, answer) => (error) => {
  if (error.name !== expected) throw error;
  return answer();
};

const unlessThereIsNone = (error) => {
  if (/does not exist/.test(error.message)) return null;
  throw error;
};

const actions = {
  async signIn() {
    const found = await ecr.config.region();
    const { authorizationData: [login] } = await ecr.getAuthorizationToken();
    const [username, password] = Buffer.from(login.authorizationToken, 'base64').toString().split(/:(.*)/s);
    return { region: found, registry: new URL(login.proxyEndpoint).host, username, password };
  },

  async bootstrapVersion() {
    return new SSM(options).getParameter({ Name: given.parameter })
      .then(({ Parameter }) => Parameter.Value, unless('ParameterNotFound', () => null));
  },

  async createRepository() {
    const repositoryName = given.repository;
    return ecr.describeRepositories({ repositoryNames: [repositoryName] }).then(() => false, unless('RepositoryNotFoundException', () =>
      ecr.createRepository({
        repositoryName,
        // A tag says what is in the image, so it never moves.
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        tags: [{ Key: stackTag, Value: given.stack }],
      }).then(() => true)));
  },

  async stackRepositories() {
    const found = [];
    for await (const { repositories } of paginateDescribeRepositories({ client: ecr }, {})) {
      for (const { repositoryName, repositoryArn } of repositories.filter((r) => r.repositoryName.startsWith(given.prefix))) {
        const { tags } = await ecr.listTagsForResource({ resourceArn: repositoryArn });
        if (tags.some(({ Key, Value }) => Key === stackTag && Value === given.stack)) found.push(repositoryName);
      }
    }

    return found;
  },

  async deployedTemplate() {
    return new CloudFormation(options).getTemplate({ StackName: given.stack, TemplateStage: 'Processed' })
      .then(({ TemplateBody }) => TemplateBody, unlessThereIsNone);
  },

  async stackStatus() {
    return new CloudFormation(options).describeStacks({ StackName: given.stack })
      .then(({ Stacks: [stack] }) => stack.StackStatus, unlessThereIsNone);
  },

  async deleteRepository() {
    return ecr.deleteRepository({ repositoryName: given.repository, force: true })
      .then(() => true, unless('RepositoryNotFoundException', () => false));
  },
};

const answer = await actions[action]().then(
  (result) => ({ result }),
  (error) => ({ error: error.name, message: error.message }));
process.stdout.write(JSON.stringify(answer));
