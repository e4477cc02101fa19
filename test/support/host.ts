/** Hosts for tests: throw-away, closed when the body ends. */

import assert from 'node:assert/strict';
import { EngineClient } from '../../host/engine-client.js';
import {
  type CallLimits,
  type ContractResult,
  createHost,
  DEFAULT_LIMITS,
  Host,
  type HostOptions,
} from '../../host/index.js';
import { toHex } from '../../runtime/bytes.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';

export const ALICE = `0x${'a1'.repeat(20)}`;
export const BOB = `0x${'b0'.repeat(20)}`;

/** Runs a body with a host, and closes it whatever happens. */
export async function withHost<Result>(
  body: (host: Host) => Promise<Result>,
  options: HostOptions = {},
): Promise<Result> {
  const host = await createHost({ warmUp: false, ...options });
  try {
    return await body(host);
  } finally {
    await host.close();
  }
}

/**
 * A host that deploys without screening: for tests of the fences that must hold without it. No option of the
 * API does this.
 */
export async function createUnscreenedHost(limits: Partial<CallLimits> = {}): Promise<Host> {
  const { stackMb } = DEV_PROTOCOL.limits;
  const engine = await EngineClient.open(
    { store: 'memory' },
    { stackSizeMb: stackMb, settings: { isScreened: false } },
  );
  return new Host(engine, { ...DEFAULT_LIMITS, ...limits });
}

let salt = 0;

/** Deploys a source under an address of its own; it must succeed. */
export async function deploy(
  host: Host,
  source: string,
  ...args: Parameters<Host['send']>[1] & []
): Promise<string> {
  const result = await host.deploy(source, {
    from: ALICE,
    args,
    salt: (++salt).toString(16).padStart(64, '0'),
  });
  assert.equal(result.status, 'success', describe(result));
  return result.address as string;
}

/** The value of a result that must be a success. */
export function successValue(result: ContractResult): unknown {
  assert.equal(result.status, 'success', describe(result));
  return result.status === 'success' ? result.value : undefined;
}

const reasonText = (reason: string | Uint8Array): string =>
  typeof reason === 'string' ? reason : toHex(reason);

/** `success`, `revert REVERT: reason`, `halt CODE`, `refused CODE`. */
export function describe(result: ContractResult): string {
  const code = 'code' in result ? ` ${result.code}` : '';
  const reason = 'reason' in result ? `: ${reasonText(result.reason)}` : '';
  const detail = 'detail' in result ? ` (${result.detail})` : '';
  return `${result.status}${code}${reason}${detail}`;
}
