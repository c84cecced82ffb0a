// Prints what AWS's validator finds in templates, as a JSON array with an array for each.
// Argument: the node_modules to use. Standard input: a JSON array of templates, which may come later: reading the schemas
// takes most of the time.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';

// It runs once: optimising its WebAssembly takes longer than running it as it is.
setFlagsFromString('--no-wasm-dynamic-tiering');

const require = createRequire(path.join(process.argv.at(-1), 'index.js'));
const { SchemaValidator, TemplateFile } = require('@aws/cloudformation-validate');

class Template extends TemplateFile {
  constructor(text) { super('template.json'); this.bytes = Buffer.from(text); }
  readBytes() { return this.bytes; }
}

const validator = new SchemaValidator();
const templates = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(templates.map((template) => validator.validate(new Template(JSON.stringify(template)), 'us-east-1')
  // The rest is advice: what can't be updated, and which numbers are written as text.
  .filter(({ severity }) => severity === 'FATAL' || severity === 'ERROR')
  .map(({ ruleId, entity, propertyPath, message }) => ({ rule: ruleId, logicalId: entity?.logicalId ?? '', property: propertyPath ?? '', message })))));
