# SPDX-License-Identifier: MIT
"""The part of JSON Schema that the API's own document and the reconciliation schemas use, without any package."""
import json
import os
import re

NAMES = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'null': type(None)}


def is_type(value, name):
    if name == 'number':
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if name == 'integer':
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, NAMES[name])


class Schemas:
    """Resolves references inside one document, or to files beside it."""

    def __init__(self, root, folder=None):
        self.root, self.folder = root, folder

    @classmethod
    def load(cls, path):
        with open(path) as file:
            return cls(json.load(file), os.path.dirname(path))

    def resolve(self, reference):
        name, _, pointer = reference.partition('#')
        if name.startswith('http'):
            return self, {}
        home = Schemas.load(os.path.join(self.folder, name)) if name else self
        node = home.root
        for part in [p for p in pointer.split('/') if p]:
            node = node[part]
        return home, node

    def problems(self, value, schema=None, at='$'):
        schema = self.root if schema is None else schema
        if '$ref' in schema:
            home, node = self.resolve(schema['$ref'])
            return home.problems(value, node, at)
        found = []
        types = schema.get('type', [])
        types = [types] if isinstance(types, str) else types
        if types and not any(is_type(value, t) for t in types):
            return [f'{at}: {value!r} is no {types}']
        if 'enum' in schema and value not in schema['enum']:
            found.append(f'{at}: {value!r} is not in {schema["enum"]}')
        if isinstance(value, str) and 'pattern' in schema and not re.search(schema['pattern'], value):
            found.append(f'{at}: {value!r} is not like {schema["pattern"]}')
        if is_type(value, 'number'):
            if value < schema.get('minimum', value) or value > schema.get('maximum', value):
                found.append(f'{at}: {value} is out of bounds')
        if 'oneOf' in schema:
            fitting = sum(not self.problems(value, s, at) for s in schema['oneOf'])
            if fitting != 1:
                found.append(f'{at}: {value!r} fits {fitting} of oneOf')
        if isinstance(value, dict):
            found += self.of_object(value, schema, at)
        if isinstance(value, list):
            for n, item in enumerate(value):
                found += self.problems(item, schema.get('items', {}), f'{at}[{n}]')
            if 'contains' in schema and all(self.problems(item, schema['contains']) for item in value):
                found.append(f'{at}: nothing fits contains')
        return found

    def of_object(self, value, schema, at):
        found = [f'{at}: {name} is missing' for name in schema.get('required', []) if name not in value]
        properties, patterns = schema.get('properties', {}), schema.get('patternProperties', {})
        for name, item in value.items():
            known = name in properties
            if known:
                found += self.problems(item, properties[name], f'{at}.{name}')
            for pattern, inner in patterns.items():
                if re.search(pattern, name):
                    known = True
                    found += self.problems(item, inner, f'{at}.{name}')
            if not known and schema.get('additionalProperties', True) is False:
                found.append(f'{at}: {name} is not expected')
        return found
