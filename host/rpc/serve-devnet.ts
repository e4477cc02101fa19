/** A devnet with its server: blocks are made and told, until it is closed. */

import { formatAddress } from '../../runtime/address.js';
import { toHex } from '../../runtime/bytes.js';
import type { BlockProcessor } from '../block/block-processor.js';
import { toText } from '../vm/values/json-text.js';
import { headerToJson } from './block-json.js';
import { Devnet } from './devnet.js';
import { rpcMethods } from './methods.js';
import { RpcServer, type RpcServerLimits } from './rpc-server.js';

export interface ServeOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Seconds since 1970, now. */
  readonly now: () => bigint;
  /** Between blocks; 0: a block as soon as something waits. */
  readonly intervalMs: number;
  /** Told of what must stop the node. */
  readonly onFault: (fault: unknown) => void;
  readonly limits?: Partial<RpcServerLimits>;
}

export interface DevnetNode {
  readonly port: number;
  readonly accounts: readonly string[];
  /** Answers what was asked, finishes the block that is being made, closes the chain. */
  close(): Promise<void>;
}

/** Wall clock that a call or an estimate may take for each run. */
const CALL_MS = 10_000;

/** @throws PbevmError PORT_UNAVAILABLE; the processor is closed then. */
export async function serveDevnet(processor: BlockProcessor, options: ServeOptions): Promise<DevnetNode> {
  const { port, now, intervalMs, onFault, limits } = options;
  let server: RpcServer | undefined;
  const devnet: Devnet = new Devnet(processor, {
    now,
    onFault,
    onBlock: ({ block, hash }) => {
      const data = toText({ hash: toHex(hash), header: headerToJson(block.header) });
      server?.events.send('block', `${block.header.height}`, data);
      // What this block had no place for is in the next; what no block has a place for waits for others.
      if (intervalMs === 0 && block.transactions.length > 0 && devnet.waiting > 0) devnet.mineSoon();
    },
  });
  const methods = rpcMethods(devnet, { isInstant: intervalMs === 0, callControl: { deadlineMs: CALL_MS } });
  try {
    server = await RpcServer.listen(port, { methods, onFault, ...(limits === undefined ? {} : { limits }) });
  } catch (thrown) {
    await devnet.close();
    throw thrown;
  }
  const timer = intervalMs === 0 ? undefined : setInterval(() => devnet.mineSoon(), intervalMs);
  return {
    port: server.port,
    accounts: devnet.accounts.map(({ address }) => formatAddress(address)),
    close: async () => {
      clearInterval(timer);
      await server.close();
      await devnet.close();
    },
  };
}
