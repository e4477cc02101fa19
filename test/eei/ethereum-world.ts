/**
 * A world as Ethereum has it: accounts by address with nonce, balance, code and 32-byte slots, an undo log,
 * and what a Byzantium transaction leaves to its end (touched accounts, self-destructions, refunds, logs).
 */

import { fromHex, toHex } from '../../runtime/bytes.js';

const EMPTY = new Uint8Array(0);

export interface EthereumAccount {
  nonce: bigint;
  balance: bigint;
  code: Uint8Array;
  /** Values by key, both hexadecimal; a slot that holds zero is not there. */
  readonly storage: Map<string, Uint8Array>;
}

export interface EthereumLog {
  readonly address: Uint8Array;
  readonly topics: readonly Uint8Array[];
  readonly data: Uint8Array;
}

export class EthereumWorld {
  readonly accounts = new Map<string, EthereumAccount>();
  readonly logs: EthereumLog[] = [];
  /** Addresses whose accounts are removed if the transaction leaves them empty (EIP-161). */
  readonly touched = new Set<string>();
  readonly selfDestructs = new Set<string>();
  refund = 0n;
  /** What takes back each change since the start, the last one last. */
  readonly #undo: (() => void)[] = [];

  /** A mark to return to. */
  checkpoint(): number {
    return this.#undo.length;
  }

  revertTo(checkpoint: number): void {
    while (this.#undo.length > checkpoint) this.#undo.pop()?.();
  }

  get(address: Uint8Array): EthereumAccount | undefined {
    return this.accounts.get(toHex(address));
  }

  /** Whether there is an account that is not empty (EIP-161). */
  exists(address: Uint8Array): boolean {
    const account = this.get(address);
    return account !== undefined && !isEmpty(account);
  }

  balance(address: Uint8Array): bigint {
    return this.get(address)?.balance ?? 0n;
  }

  code(address: Uint8Array): Uint8Array {
    return this.get(address)?.code ?? EMPTY;
  }

  /** Touches the account also if the amount is zero. */
  addBalance(address: Uint8Array, amount: bigint): void {
    const account = this.#touch(address);
    const before = account.balance;
    account.balance += amount;
    this.#undo.push(() => {
      account.balance = before;
    });
  }

  transfer(from: Uint8Array, to: Uint8Array, value: bigint): void {
    this.addBalance(from, -value);
    this.addBalance(to, value);
  }

  incrementNonce(address: Uint8Array): void {
    this.setNonce(address, (this.get(address)?.nonce ?? 0n) + 1n);
  }

  setNonce(address: Uint8Array, nonce: bigint): void {
    const account = this.#touch(address);
    const before = account.nonce;
    account.nonce = nonce;
    this.#undo.push(() => {
      account.nonce = before;
    });
  }

  setCode(address: Uint8Array, code: Uint8Array): void {
    const account = this.#touch(address);
    const before = account.code;
    account.code = code;
    this.#undo.push(() => {
      account.code = before;
    });
  }

  slot(address: Uint8Array, key: Uint8Array): Uint8Array | undefined {
    return this.get(address)?.storage.get(toHex(key));
  }

  /** Undefined for zero. */
  setSlot(address: Uint8Array, key: Uint8Array, value: Uint8Array | undefined): void {
    const { storage } = this.#touch(address);
    const name = toHex(key);
    const before = storage.get(name);
    const write = (bytes: Uint8Array | undefined): void => {
      if (bytes === undefined) storage.delete(name);
      else storage.set(name, bytes);
    };
    write(value);
    this.#undo.push(() => write(before));
  }

  addRefund(gas: bigint): void {
    this.refund += gas;
    this.#undo.push(() => {
      this.refund -= gas;
    });
  }

  addLog(log: EthereumLog): void {
    this.logs.push(log);
    this.#undo.push(() => this.logs.pop());
  }

  markSelfDestruct(address: Uint8Array): void {
    const name = toHex(address);
    if (this.selfDestructs.has(name)) return;
    this.selfDestructs.add(name);
    this.#undo.push(() => this.selfDestructs.delete(name));
  }

  /** Deletes what destroyed itself, and touched accounts that are empty. */
  endTransaction(): void {
    for (const name of this.selfDestructs) this.accounts.delete(name);
    for (const name of this.touched) {
      const account = this.accounts.get(name);
      if (account !== undefined && isEmpty(account)) this.accounts.delete(name);
    }
  }

  #touch(address: Uint8Array): EthereumAccount {
    const name = toHex(address);
    if (!this.touched.has(name)) {
      this.touched.add(name);
      this.#undo.push(() => this.touched.delete(name));
    }
    const known = this.accounts.get(name);
    if (known !== undefined) return known;
    const account = { nonce: 0n, balance: 0n, code: EMPTY, storage: new Map<string, Uint8Array>() };
    this.accounts.set(name, account);
    this.#undo.push(() => this.accounts.delete(name));
    return account;
  }
}

function isEmpty({ nonce, balance, code }: EthereumAccount): boolean {
  return nonce === 0n && balance === 0n && code.length === 0;
}

/** Bytes of the names of accounts and slots. */
export const bytesOfName = fromHex;
