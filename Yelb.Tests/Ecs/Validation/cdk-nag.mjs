// Prints what cdk-nag's AwsSolutions finds in templates, as a JSON array.
// Arguments: the folder whose node_modules to use, then the paths of templates.
import { createRequire } from 'node:module';
import path from 'node:path';

const [modules, ...templates] = process.argv.slice(2);
const require = createRequire(path.join(modules, 'index.js'));
const { App, Aspects, DefaultStackSynthesizer, Stack } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { AwsSolutionsChecks } = require('cdk-nag');

const findings = [];
for (const file of templates) {
  const template = path.basename(file, '.json');
  const add = (rule, resource, message) => findings.push({ template, rule, resource: resource.node.id, message });
  const logger = {
    onCompliance() {},
    onNotApplicable() {},
    onSuppressed(data) { add(data.ruleId, data.resource, 'Suppressed inside the template.'); },
    onSuppressedError(data) { add(data.ruleId, data.resource, 'Suppressed inside the template.'); },
    onNonCompliance(data) { add(data.findingId ? `${data.ruleId}[${data.findingId}]` : data.ruleId, data.resource, data.ruleInfo); },
    onError(data) { add(data.ruleId, data.resource, `Not evaluated: ${data.errorMessage}`); },
  };
  const app = new App({ outdir: path.join(process.cwd(), template), analyticsReporting: false });
  const stack = new Stack(app, template, { synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
  new CfnInclude(stack, 'Template', { templateFile: file });
  Aspects.of(app).add(new AwsSolutionsChecks({ reports: false, additionalLoggers: [logger] }));
  app.synth();
}

console.log(JSON.stringify(findings));
