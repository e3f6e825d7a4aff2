import { readFileSync, writeFileSync } from 'node:fs';
import type { KeyObject } from 'node:crypto';
import { createKeyPair, findPrivateKey, findPublicKey } from '../certificate/keys.js';
import { EXIT } from '../harness/verdict.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

const OWNER_ONLY = 0o600;

/** Writes `<name>.key` for the owner alone and `<name>.pub`; never over a file that exists. */
export function createKeysCommand(
  flags: { readonly out?: string; readonly json?: boolean },
  terminal: Terminal,
): number {
  const name = flags.out ?? 'tablestakes';
  const [privateFile, publicFile] = [`${name}.key`, `${name}.pub`];
  const { privatePem, publicPem, keyId } = createKeyPair();
  writeNew(privateFile, privatePem, OWNER_ONLY);
  writeNew(publicFile, publicPem);
  if (flags.json) {
    const told = { key_id: keyId, private_key: privateFile, public_key: publicFile };
    terminal.out(`${JSON.stringify(told)}\n`);
    return EXIT.ok;
  }
  terminal.out(`${privateFile}  signs certificates: keep it secret, and out of the repository\n`);
  terminal.out(`${publicFile}  verifies them: give it to whoever reads them\n`);
  terminal.out(`key ${keyId}\n`);
  return EXIT.ok;
}

function writeNew(file: string, text: string, mode?: number): void {
  try {
    writeFileSync(file, text, { flag: 'wx', ...(mode !== undefined && { mode }) });
  } catch (failure) {
    const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
    if (code === 'EEXIST') {
      throw new UsageMistake(
        `${file} exists, and what it signed would be lost: choose another --out`,
      );
    }
    throw new UsageMistake(`cannot write ${file}`);
  }
}

/** The private key that `--sign-key` names, as a file or `env:NAME`. */
export function signingKeyOf(place: string, terminal: Terminal): KeyObject {
  const key = findPrivateKey(keyText(place, '--sign-key', terminal));
  if (key) return key;
  const wanted = 'an Ed25519 private key in PEM, not encrypted, is wanted';
  throw new UsageMistake(`--sign-key ${place}: ${wanted}; \`tablestakes keys create\` makes one`);
}

/** The public key that `--key` names, as a file or `env:NAME`. */
export function verifyingKeyOf(place: string, terminal: Terminal): KeyObject {
  const key = findPublicKey(keyText(place, '--key', terminal));
  if (key) return key;
  throw new UsageMistake(`--key ${place}: an Ed25519 public key in PEM is wanted, the .pub file`);
}

function keyText(place: string, flag: string, terminal: Terminal): string {
  if (place.startsWith('env:')) {
    const text = terminal.environment[place.slice('env:'.length)];
    if (!text) throw new UsageMistake(`${flag} ${place}: the environment has no such variable`);
    return text;
  }
  try {
    return readFileSync(place.replace(/^file:/, ''), 'utf8');
  } catch {
    throw new UsageMistake(`${flag} ${place}: cannot read it`);
  }
}
