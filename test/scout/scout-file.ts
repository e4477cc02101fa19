/**
 * Scout's test files (SEMANTICS 44): scripts, state roots before, blocks, state roots after, and the deposits
 * that must be among those that were made. Files of scripts are named from the folder of the YAML, or one
 * above it.
 */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { ScoutScript } from '../../host/vm/script/scout.js';
import { fromHex, toHex } from '../../runtime/bytes.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';

interface ScoutDeposit {
  readonly pubkey: string;
  readonly withdrawal_credentials: string;
  readonly amount: number;
  readonly signature: string;
}

interface ScoutFile {
  readonly beacon_state: {
    readonly execution_scripts: readonly string[];
    readonly libraries?: readonly unknown[];
  };
  readonly shard_pre_state: { readonly exec_env_states: readonly string[] };
  readonly shard_blocks: readonly { readonly env: number; readonly data: string }[];
  readonly shard_post_state: { readonly exec_env_states: readonly string[] };
  readonly deposit_receipts?: readonly ScoutDeposit[];
}

/** Fuel of a block: as much as a frame can have. */
const FUEL = 2n ** 46n - 1n;

/** Hexadecimal without `0x`, as Scout writes it. */
const bare = (bytes: Uint8Array): string => toHex(bytes).slice(2);

function readScript(yamlPath: string, name: string): Uint8Array {
  let folder = dirname(yamlPath);
  for (;;) {
    if (existsSync(join(folder, name))) return readFileSync(join(folder, name));
    const above = dirname(folder);
    if (above === folder) throw new Error(`there is no script ${name}`);
    folder = above;
  }
}

function depositBytes({ pubkey, withdrawal_credentials, amount, signature }: ScoutDeposit): string {
  return `${pubkey}${withdrawal_credentials}${BigInt(amount).toString(16).padStart(16, '0')}${signature}`;
}

/** The first difference between what a file says and what its scripts do; undefined if there is none. */
export function runScoutFile(path: string): string | undefined {
  const file = parse(readFileSync(path, 'utf8')) as ScoutFile;
  const { beacon_state, shard_pre_state, shard_blocks, shard_post_state, deposit_receipts = [] } = file;
  if ((beacon_state.libraries ?? []).length > 0) return 'libraries are not supported';
  const scripts = beacon_state.execution_scripts.map(
    (name) => new ScoutScript(readScript(path, name), DEV_PROTOCOL),
  );
  const states = [...shard_pre_state.exec_env_states];
  const deposits = new Set<string>();
  for (const [index, { env, data }] of shard_blocks.entries()) {
    if (scripts[env] === undefined || states[env] === undefined)
      return `block ${index}: there is no environment ${env}`;
    const input = { preStateRoot: fromHex(states[env]), blockData: fromHex(data), fuel: FUEL };
    const result = scripts[env].execute(input);
    if (result.end.kind === 'halt') {
      const { code, detail } = result.end;
      return `block ${index}: halted with ${code}${detail === undefined ? '' : ` (${detail})`}`;
    }
    states[env] = bare(result.postStateRoot);
    for (const deposit of result.deposits) deposits.add(bare(deposit));
  }
  for (const [index, deposit] of deposit_receipts.entries()) {
    if (!deposits.has(depositBytes(deposit))) return `deposit ${index} was not made`;
  }
  for (const [env, wanted] of shard_post_state.exec_env_states.entries()) {
    if (states[env] !== wanted) return `environment ${env}: root ${states[env]}, not ${wanted}`;
  }
  return undefined;
}
