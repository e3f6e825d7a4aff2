import { createRequire } from 'node:module';
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import { loadContract } from './operations.js';

const require = createRequire(import.meta.url);

let ajv: Ajv2020 | undefined;
const validators = new Map<string, ValidateFunction>();

/**
 * The validator of the schema at a JSON pointer into the contract, compiled when first asked for.
 * The schema compiler itself is loaded then too: who validates nothing does not pay for it.
 */
export function compiled(pointer: string): ValidateFunction {
  const known = validators.get(pointer);
  if (known) return known;
  ajv ??= compiler();
  const made = ajv.getSchema(`contract#${pointer.split('/').map(encodeURIComponent).join('/')}`);
  if (!made) throw new Error(`the contract has no schema at ${pointer}`);
  validators.set(pointer, made);
  return made;
}

function compiler(): Ajv2020 {
  const { Ajv2020: Compiler } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  const addFormats = require('ajv-formats') as (target: Ajv2020) => void;
  const made = new Compiler({
    allErrors: true,
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
    formats: { decimal: true },
  });
  addFormats(made);
  made.addVocabulary(['components', 'paths', 'x-narrowed']);
  const { components, paths } = loadContract().document;
  return made.addSchema({ components, paths }, 'contract', undefined, false);
}
