// SPDX-License-Identifier: MIT
// ajv_validate.cjs FOLDER < LIST: validates answers with the reconciliation specification's schemas in FOLDER (0.2/schemas/manifest.json ...).
// LIST is [{"version", "schema", "name", "answer"}]; a line for each answer that does not fit, and the count of all.
'use strict';
const fs = require('fs');
const path = require('path');
const Ajv = require('ajv');
const [folder] = process.argv.slice(2);
const validators = {};

// All files of a version know each other by their $id; "$schema" names no version, and the copy of OpenAPI's is of an older one.
function load(version) {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, validateSchema: false });
  const ids = {};
  for (const file of fs.readdirSync(path.join(folder, version, 'schemas'))) {
    if (!file.endsWith('.json')) continue;
    const schema = JSON.parse(fs.readFileSync(path.join(folder, version, 'schemas', file)));
    delete schema.$schema;
    if (file === 'openapi.json') {
      delete schema.id;
      schema.$id = 'http://swagger.io/v2/schema.json';
    }
    ids[file] = schema.$id;
    ajv.addSchema(schema, schema.$id ? undefined : file);
  }
  return (file) => ajv.getSchema(ids[file] || file);
}

let count = 0;
for (const { version, schema, name, answer } of JSON.parse(fs.readFileSync(0))) {
  validators[version] = validators[version] || load(version);
  const validate = validators[version](schema + '.json');
  if (!validate) console.log(`${version} ${schema}: there is no such schema`);
  else if (!validate(answer)) console.log(`${version} ${name}: ${JSON.stringify(validate.errors.slice(0, 3))}`);
  count++;
}
console.log(count);
