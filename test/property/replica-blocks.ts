/** Random blocks for replicas: what senders and the EVM beside might send, from a seed. */

import type { QueuedCall } from '../../host/block/containers.js';
import type { Genesis } from '../../host/block/genesis.js';
import { encodeValue } from '../../host/vm/values/cbor.js';
import type { Value } from '../../host/vm/values/types.js';
import { type Address, formatAddress } from '../../runtime/address.js';
import { Random } from '../fuzz/random.js';
import {
  blockInput,
  contractAddress,
  creation,
  envelopeOf,
  genesisOf,
  message,
  senderOf,
} from '../host/block/chain.js';

const SENDERS = 6;
/** Senders without reputation are taken from here on. */
const NEWCOMERS = 100;
/** Numbers of contracts that are around at a time, some of them deleted. */
const CONTRACTS = 8;
const KEYS = 6;

/** Keeps, forgets, calls, pays, fails, loops, ends itself; some contracts opt in to re-entrancy. */
function actorSource(number: number, isReentrant: boolean): string {
  return `${isReentrant ? '# pbevm: reentrant\n' : ''}# actor ${number}
def act(action, *rest):
    if action == "set":
        chain[rest[0]] = rest[1]
        emit("Set", key=rest[0])
    elif action == "del":
        if rest[0] in chain:
            del chain[rest[0]]
    elif action == "nest":
        chain.setdefault("nest", {})[rest[0]] = len(chain)
    elif action == "drop":
        chain.pop("nest", None)
    elif action in ("call", "pay"):
        try:
            chain["seen"] = call(rest[0], rest[1], value=1 if action == "pay" else 0)
        except CallError as error:
            chain["error"] = type(error).__name__
    elif action == "delegate":
        delegate_call(rest[0], rest[1])
    elif action == "end":
        self_destruct()
    elif action == "fail":
        chain["failed"] = True
        revert("as asked")
    elif action == "loop":
        while True:
            pass
    elif action == "block":
        block = "0x0000000000000000000000000000000000000010"
        finish([call(block, [what]) for what in ("number", "timestamp")])
    elif action == "reputation":
        finish(call("0x0000000000000000000000000000000000000030", ["reputation", invoker]))
    elif action == "all":
        for step in rest[0]:
            act(*step)

if not new:
    act(*args)
    finish(len(chain))
`;
}

export interface RandomBlock {
  readonly timestamp: bigint;
  readonly prevRandao: Uint8Array;
  readonly proposer: Uint8Array;
  readonly transactions: readonly Uint8Array[];
  readonly queue: readonly QueuedCall[];
}

export class ReplicaBlocks {
  readonly genesis: Genesis;
  readonly #random: Random;
  readonly #nonces = new Map<number, number>();
  readonly #contracts: Address[] = [];
  #made = 0;
  #newcomers = NEWCOMERS;
  #height = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
    const balances = Object.fromEntries(
      Array.from({ length: SENDERS }, (_, i) => [formatAddress(senderOf(i + 1)), '1000000']),
    );
    this.genesis = genesisOf({ senders: SENDERS, balances });
  }

  /** The next block's input; what of it is valid, the builder finds out. */
  next(): RandomBlock {
    const random = this.#random;
    this.#height++;
    const count = random.weighted([
      [1, 0],
      [3, 1],
      [3, 2],
      [2, 3],
    ]);
    const transactions = Array.from({ length: count }, () => this.#transaction());
    const queue = random.oneIn(8) ? [this.#queued()] : [];
    const { timestamp, proposer } = blockInput(this.#height, []);
    const prevRandao = new Uint8Array(32);
    new DataView(prevRandao.buffer).setUint32(0, random.next());
    return { timestamp, prevRandao, proposer, transactions, queue };
  }

  /** What was left out has not used its nonce. */
  leftOut(envelopes: number): void {
    if (envelopes > 0) this.#nonces.clear();
  }

  /** Nonces as the chain has them. */
  learn(nonceOf: (sender: Address) => bigint): void {
    for (let sender = 1; sender <= SENDERS; sender++) {
      this.#nonces.set(sender, Number(nonceOf(senderOf(sender))));
    }
  }

  #transaction(): Uint8Array {
    const random = this.#random;
    if (random.oneIn(12)) return message(this.#newcomers++, 0, this.#contract(), ['set', 'n', 1]);
    const sender = 1 + random.below(SENDERS);
    const nonce = this.#nonces.get(sender) ?? 0;
    this.#nonces.set(sender, nonce + 1);
    const kind = random.weighted([
      [3, 'create'],
      [3, 'transfer'],
      [1, 'wrong'],
      [14, 'call'],
    ] as const);
    if (kind === 'create' || this.#contracts.length === 0) return this.#creation(sender, nonce);
    if (kind === 'transfer') return this.#transfer(sender, nonce);
    if (kind === 'wrong')
      return message(sender, nonce + random.below(3) - 1 < 0 ? 5 : nonce + 1, this.#contract(), []);
    const value = random.oneIn(6) ? BigInt(random.below(50)) : 0n;
    return message(sender, nonce, this.#contract(), this.#action(2), { value, fuelLimit: this.#fuel() });
  }

  #creation(sender: number, nonce: number): Uint8Array {
    const number = this.#made++;
    const source = this.#random.oneIn(10) ? 'import os' : actorSource(number, this.#random.oneIn(2));
    const address = contractAddress(senderOf(sender), source);
    if (this.#contracts.length < CONTRACTS) this.#contracts.push(address);
    else this.#contracts[this.#random.below(CONTRACTS)] = address;
    return creation(sender, nonce, source, { fuelLimit: 200_000_000n });
  }

  #transfer(sender: number, nonce: number): Uint8Array {
    const to = this.#random.oneIn(2) ? senderOf(1 + this.#random.below(20)) : this.#contract();
    const value = BigInt(this.#random.below(3) === 0 ? 10_000_000 : this.#random.below(500));
    return envelopeOf(sender, { nonce: BigInt(nonce), to, value, payload: encodeValue([]) });
  }

  #queued(): QueuedCall {
    const sender = senderOf(1 + this.#random.below(30));
    return {
      sender,
      target: this.#contract(),
      fuelLimit: 40_000_000n,
      payload: encodeValue(this.#action(1)),
    };
  }

  /** Enough for a call, or for a call in a call, or too little. */
  #fuel(): bigint {
    return this.#random.weighted([
      [1, 3_000_000n],
      [3, 30_000_000n],
      [6, 90_000_000n],
    ]);
  }

  #contract(): Address {
    return this.#contracts.length === 0 ? senderOf(50) : this.#random.pick(this.#contracts);
  }

  #action(depth: number): Value[] {
    const random = this.#random;
    const key = `k${random.below(KEYS)}`;
    const target = formatAddress(this.#contract());
    const other = (): Value[] => (depth === 0 ? ['set', key, depth] : this.#action(depth - 1));
    return random.weighted<() => Value[]>([
      [6, () => ['set', key, random.oneIn(4) ? 'x'.repeat(random.below(600)) : random.below(1_000)]],
      [3, () => ['del', key]],
      [2, () => ['nest', random.below(9)]],
      [1, () => ['drop']],
      [4, () => ['call', target, other()]],
      [2, () => ['pay', target, other()]],
      [1, () => ['delegate', target, other()]],
      [1, () => ['end']],
      [1, () => ['fail']],
      [1, () => ['loop']],
      [1, () => ['block']],
      [1, () => ['reputation']],
      [2, () => ['all', [other(), other()]]],
      [1, () => ['unknown', 1]],
    ])();
  }
}
