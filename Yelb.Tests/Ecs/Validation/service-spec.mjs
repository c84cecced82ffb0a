// Prints where the ECS services of templates differ from AWS's own specification, as a JSON array: properties that it does
// not have, that it wants, or that are of another type.
// Arguments: the folder whose node_modules to use, then the paths of templates.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [modules, ...templates] = process.argv.slice(2);
const require = createRequire(path.join(modules, 'node_modules/index.js'));
const specification = require('@aws-cdk/aws-service-spec').loadAwsServiceSpecSync();
const service = specification.lookup('resource', 'cloudFormationType', 'equals', 'AWS::ECS::Service').only();

const findings = [];
for (const file of templates) {
  const { Resources: resources } = JSON.parse(readFileSync(file, 'utf8'));
  for (const [resource, { Type: type, Properties: properties }] of Object.entries(resources)) {
    if (type === 'AWS::ECS::Service') {
      const add = (rule, where) => findings.push({ template: path.basename(file, '.json'), rule, resource, message: where });
      compare(properties, service.properties, '', add);
    }
  }
}

console.log(JSON.stringify(findings));

function compare(given, known, where, add) {
  for (const [name, value] of Object.entries(given)) {
    if (name in known) {
      check(value, known[name].type, `${where}${name}`, add);
    } else {
      add('unknown', `${where}${name}`);
    }
  }

  for (const name of Object.keys(known).filter((name) => known[name].required && !(name in given))) {
    add('missing', `${where}${name}`);
  }
}

function check(value, type, where, add) {
  // What a function comes to only AWS knows.
  const isFunction = typeof value === 'object' && Object.keys(value).length === 1 && /^(Ref|Fn::.+)$/.test(Object.keys(value)[0]);
  if (isFunction) {
    return;
  }

  switch (type.type) {
    case 'ref':
      compare(value, specification.get('typeDefinition', type.reference.$ref).properties, `${where}.`, add);
      break;
    case 'array':
      value.forEach((item, i) => check(item, type.element, `${where}[${i}]`, add));
      break;
    case 'integer':
      if (!Number.isInteger(value)) add('type', `${where} is no integer`);
      break;
    case 'number':
    case 'string':
    case 'boolean':
      if (typeof value !== type.type) add('type', `${where} is no ${type.type}`);
      break;
  }
}
