// Prints what AWS's validator finds in templates, as a JSON array.
// Arguments: the folder whose node_modules to use, then the paths of templates.
import { createRequire } from 'node:module';
import path from 'node:path';

const [modules, ...templates] = process.argv.slice(2);
// aws-cdk-lib brings it along; by itself npm has only its previews.
const require = createRequire(path.join(modules, 'node_modules/aws-cdk-lib/index.js'));
const { CompositeEngine, TemplateFile } = require('@aws/cloudformation-validate');

const engine = new CompositeEngine();
const findings = [];
for (const file of templates) {
  const add = (rule, resource, message) => findings.push({ template: path.basename(file, '.json'), rule, resource, message });
  const report = engine.validateTemplate(new TemplateFile(file), { detailLevel: 'STANDARD' });
  if (report.status !== 'OK') {
    add(report.status, '', 'The template was not analysed to its end.');
  }

  for (const { severity, ruleId, entity, propertyPath, message } of report.diagnostics) {
    // The rest is advice: which properties can't be updated, and how to write functions.
    if (severity !== 'INFO' && severity !== 'DEBUG') {
      add(ruleId, entity?.logicalId ?? '', `${severity} ${propertyPath ?? ''} ${message}`);
    }
  }
}

engine.free();
console.log(JSON.stringify(findings));
