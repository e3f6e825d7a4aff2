import { readFileSync } from 'node:fs';
import { loadContract } from '../contract/operations.js';
import { defectLine, defectStack } from '../sandbox/defects.js';
import { readFaults } from '../sandbox/fault-schema.js';
import type { NewFault } from '../sandbox/faults.js';
import { DEEP_MUTANTS, MUTANTS } from '../sandbox/mutants/index.js';
import { startSandbox } from '../sandbox/start.js';
import type { Sandbox } from '../sandbox/start.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

export interface SandboxFlags {
  readonly seed?: string;
  readonly port?: string;
  readonly db?: string;
  readonly clock?: 'real' | 'virtual';
  readonly mutant?: string;
  readonly faults?: string;
  /** False for `--no-private-webhooks`. */
  readonly privateWebhooks?: boolean;
  readonly json?: boolean;
}

const MOST_PORT = 65_535;

/** Serves until interrupted, then finishes what was accepted. */
export async function sandboxCommand(flags: SandboxFlags, terminal: Terminal): Promise<number> {
  const sandbox = await startSandbox({
    seed: flags.seed,
    port: portOf(flags.port),
    db: flags.db,
    clock: flags.clock,
    mutant: knownMutant(flags.mutant),
    allowPrivateWebhooks: flags.privateWebhooks,
    onDefect: (defect) =>
      terminal.err(
        terminal.environment['TABLESTAKES_DEBUG'] === '1'
          ? defectStack(defect)
          : defectLine(defect),
      ),
    faults: flags.faults === undefined ? undefined : faultsIn(flags.faults),
  });
  const { url, seed, clients, partners } = sandbox;
  if (flags.json) terminal.out(`${JSON.stringify({ url, seed, clients, partners })}\n`);
  else terminal.out(welcomeText(sandbox, flags.mutant));
  await new Promise<void>((resolve) => terminal.onInterrupt(resolve));
  await sandbox.close();
  return 0;
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= MOST_PORT) return Number(text);
  throw new UsageMistake(`--port ${text}: a whole number up to ${MOST_PORT} is wanted`);
}

function knownMutant(id: string | undefined): string | undefined {
  if (id === undefined || [...MUTANTS, ...DEEP_MUTANTS].some((one) => one.id === id)) return id;
  throw new UsageMistake(`--mutant ${id}: no such mutant (see: tablestakes list mutants)`);
}

/** A file of faults as the control API takes them one by one: a JSON array. */
export function faultsIn(file: string): readonly NewFault[] {
  const reading = readFaults(jsonIn(file), loadContract());
  if (reading.ok) return reading.faults;
  throw new UsageMistake(`--faults ${file}:\n  ${reading.mistakes.join('\n  ')}`);
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    throw new UsageMistake(`--faults ${file}: ${why}`);
  }
}

/** What one needs to begin; the commands work when pasted. */
export function welcomeText(
  { url, seed, clients, partners }: Pick<Sandbox, 'url' | 'seed' | 'clients' | 'partners'>,
  mutant: string | undefined,
): string {
  const plays = clients.find(({ scopes }) => scopes.includes('rounds:write')) ?? clients[0];
  const lines = [
    `tablestakes sandbox  ${url}  (seed ${seed})`,
    `its partners         psp ${partners.psp}  kyc ${partners.kyc}  studio ${partners.studio}`,
    ...(mutant === undefined ? [] : [`with a defect on purpose: ${mutant}`]),
    '',
    'clients (id, secret, scopes)',
    ...clients.map(({ client_id, client_secret, scopes }) =>
      ['', client_id, client_secret, scopes.join(' ')].join('  '),
    ),
    '',
    'try',
    `  TOKEN=$(curl -s -u '${plays?.client_id ?? ''}:${plays?.client_secret ?? ''}' \\`,
    `    -d grant_type=client_credentials ${url}/oauth/token \\`,
    String.raw`    | sed 's/.*"access_token":"\([^"]*\)".*/\1/')`,
    `  curl -s ${url}/v1/games/rounds/debit -H "Authorization: Bearer $TOKEN" \\`,
    "    -H 'Content-Type: application/json' -d '{",
    '      "player_id": "p_demo_1", "round_id": "r-1", "amount": "1.00",',
    `      "currency": "EUR", "idempotency_key": "k-1"}'`,
    '',
    'Ctrl-C ends it.',
  ];
  return `${lines.join('\n')}\n`;
}
