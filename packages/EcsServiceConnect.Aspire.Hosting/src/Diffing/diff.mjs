// Compares two templates by the CDK's own comparison. The request is JSON on standard input, the answer JSON on
// standard output: templates are longer than arguments may be.
import { createRequire } from 'node:module';
import { json } from 'node:stream/consumers';

const { nodeModules, before, after } = await json(process.stdin);
const require = createRequire(`${nodeModules}/@aws-cdk/cloudformation-diff/package.json`);
const { fullDiff, mangleLikeCloudFormation } = require('@aws-cdk/cloudformation-diff');
const { loadAwsServiceSpecSync } = require('@aws-cdk/aws-service-spec');
const schemas = loadAwsServiceSpecSync();

// CloudFormation gives characters beyond ASCII back as question marks.
const plain = (template) => JSON.parse(mangleLikeCloudFormation(JSON.stringify(template)));
const difference = fullDiff(plain(before), plain(after));

const resources = [];
difference.resources.forEachDifference((logicalId, change) => {
  const type = change.oldResourceType ?? change.newResourceType;
  resources.push({
    logicalId,
    type,
    impact: change.isAddition ? 'WILL_CREATE' : change.changeImpact,
    isStateful: schemas.lookup('resource', 'cloudFormationType', 'equals', type)[0]?.isStateful ?? false,
    // All of what is only there before or after is other than on the other side.
    properties: change.isUpdate ? Object.fromEntries(Object.entries(change.propertyUpdates).map(([name, update]) => [name, update.changeImpact])) : {},
    attributes: change.isUpdate ? Object.keys(change.otherChanges) : [],
  });
});

const rest = [];
for (const [section, changes] of Object.entries({
  parameter: difference.parameters, output: difference.outputs, condition: difference.conditions, mapping: difference.mappings,
})) {
  changes.forEachDifference((name, change) => {
    rest.push({ section, name, kind: change.isAddition ? 'added' : change.isRemoval ? 'deleted' : 'changed' });
  });
}

process.stdout.write(JSON.stringify({ resources, rest }));
