/**
 * The contracts of an execution environment, held outside of it: by whoever sends it transactions, which have
 * to bring contracts with their proofs. The environment itself keeps the root only.
 */

import { type Address, formatAddress, parseAddress } from '../../runtime/address.js';
import { PbevmError } from '../../runtime/errors.js';
import { createMultiproof } from '../state/tree/multiproof.js';
import type { StateTree } from '../state/tree/state-tree.js';
import { decodeValue, encodeValue } from '../vm/values/cbor.js';
import type { Value } from '../vm/values/types.js';
import {
  type Contract,
  contractKey,
  isAddress,
  leafHash,
  readStates,
  stateToValue,
} from './contract-state.js';
import { parseContracts, printContracts } from './environment-json.js';
import { newTree } from './environment-trees.js';
import { neighboursOf } from './neighbours.js';

/** What is at an address where nothing is. */
const NO_CONTRACT: Contract = { code: new Uint8Array(0), storage: new Map() };

export class EnvironmentState {
  private readonly tree: StateTree = newTree();
  private readonly byAddress = new Map<string, Contract>();

  /**
   * A state of these contracts.
   * @throws PbevmError BAD_INPUT on an address that is none or is there twice, BAD_VALUE on a storage
   * without a CBOR form [11].
   */
  constructor(contracts: Iterable<readonly [Address, Contract]> = []) {
    const all = new Map<string, readonly [Address, Contract]>();
    for (const [address, contract] of contracts) {
      checkInput(isAddress(address), 'an address has 20 bytes');
      const text = formatAddress(address);
      checkInput(!all.has(text), `${text} is there twice`);
      all.set(text, [address, contract]);
    }
    this.set([...all.values()]);
  }

  /** What `toJson` has written. @throws PbevmError BAD_VALUE, BAD_INPUT if it is something else. */
  static fromJson(text: string): EnvironmentState {
    return new EnvironmentState(parseContracts(text));
  }

  /** Equal states are equal texts: contracts stand in the order of their addresses. */
  toJson(): string {
    return printContracts(this.contracts);
  }

  /** 32 bytes; zeros of no contracts. */
  get root(): Uint8Array {
    return this.tree.root;
  }

  /** In the order of addresses. Not to be changed. */
  get contracts(): ReadonlyMap<string, Contract> {
    return new Map([...this.byAddress].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The contract at an address; undefined if there is none. Not to be changed. */
  get(address: Address): Contract | undefined {
    return this.byAddress.get(formatAddress(address));
  }

  /** The State of an address, of a contract or of none, with its proof. The caller may change it. */
  witness(address: Address): Map<Value, Value> {
    checkInput(isAddress(address), 'an address has 20 bytes');
    const { code, storage } = copyOf(this.get(address) ?? NO_CONTRACT);
    return stateToValue({ code, storage, proof: createMultiproof(this.tree, [contractKey(address)]) });
  }

  /** The States of addresses as {address: State}, each with a proof of its own. */
  witnesses(addresses: readonly Address[]): Map<Value, Value> {
    return new Map(addresses.map((address) => [address, this.witness(address)]));
  }

  /**
   * Contracts whose States have to be shown as well if any of the contracts at these addresses may be
   * removed: with them `rootAfter` knows the root whatever becomes of those. Mostly none.
   */
  neighbours(addresses: readonly Address[]): Address[] {
    return neighboursOf([...this.byAddress.keys()].map(parseAddress), addresses);
  }

  /**
   * Makes contracts what the States of {address: State} say; their proofs are not looked at.
   * @throws PbevmError BAD_INPUT if it is malformed, BAD_VALUE on a storage without a CBOR form: then
   * nothing has changed.
   */
  apply(states: Value): void {
    const contracts = readStates(states);
    checkInput(contracts !== undefined, 'not a dict of addresses and States');
    this.set(contracts.map(({ address, state }) => [address, state]));
  }

  private set(contracts: readonly (readonly [Address, Contract])[]): void {
    const changes = contracts.map(([address, contract]) => {
      const copy = copyOf(contract);
      return { address, contract: copy, key: contractKey(address), valueHash: leafHash(copy) };
    });
    this.tree.update(changes).keep();
    for (const { address, contract, valueHash } of changes) {
      if (valueHash === undefined) this.byAddress.delete(formatAddress(address));
      else this.byAddress.set(formatAddress(address), contract);
    }
  }
}

/** With values as contracts have them, shared with nobody. @throws PbevmError BAD_VALUE */
function copyOf({ code, storage }: Contract): Contract {
  const copy = decodeValue(encodeValue(storage, 'storage'));
  checkInput(copy instanceof Map, 'the storage of a contract is a dict');
  return { code: code.slice(), storage: copy };
}

function checkInput(condition: boolean, what: string): asserts condition {
  if (!condition) throw new PbevmError('BAD_INPUT', what);
}
