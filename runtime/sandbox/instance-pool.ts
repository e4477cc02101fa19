/**
 * Pool of instances of one module. An instance is taken for one call, restored by its user, and comes back
 * only if it may be used again (SEMANTICS 6). Instances differ in size only: one that an image had to grow
 * serves images of exactly that size.
 */

import { assert, HostFault } from '../errors.js';
import type { SandboxInstance } from './instance.js';
import { MemoryBudget } from './memory-budget.js';

export interface PoolStatistics {
  /** In use or idle: each holds a memory. */
  readonly live: number;
  readonly idle: number;
  readonly created: number;
  readonly reused: number;
  readonly discarded: number;
}

/** Makes an instance; imports may refer to it once it is bound. */
export type InstanceFactory<Instance> = () => Instance;

/** Anything that wraps a sandbox instance, with its host functions bound to it. */
export interface Pooled {
  readonly sandbox: SandboxInstance;
}

export class InstancePool<Instance extends Pooled> {
  readonly #create: InstanceFactory<Instance>;
  readonly #basePages: number;
  readonly #idleMax: number;
  readonly #liveMax: number;
  readonly #budget: MemoryBudget;
  readonly #idleByPages = new Map<number, Instance[]>();
  #idle = 0;
  #inUse = 0;
  #created = 0;
  #reused = 0;
  #discarded = 0;
  #isClosed = false;

  /**
   * @param basePages pages of a fresh instance; @param idleMax instances kept when not in use;
   * @param liveMax instances in use and idle together;
   * @param budget of the pools that share the process's addresses.
   */
  constructor(
    create: InstanceFactory<Instance>,
    basePages: number,
    idleMax: number,
    liveMax: number = Number.POSITIVE_INFINITY,
    budget: MemoryBudget = new MemoryBudget(),
  ) {
    this.#create = create;
    this.#basePages = basePages;
    this.#idleMax = idleMax;
    this.#liveMax = liveMax;
    this.#budget = budget;
    budget.join(this);
  }

  /**
   * An instance that an image of `pages` can be restored into.
   * @throws HostFault if none can be made below the bound.
   */
  take(pages: number): Instance {
    const idle = this.#idleByPages.get(pages)?.pop() ?? this.#takeFresh(pages);
    if (idle !== undefined) {
      this.#idle--;
      this.#reused++;
    }
    const instance = idle ?? this.#make();
    this.#inUse++;
    return instance;
  }

  /** Gives an instance back after its call. */
  give(instance: Instance): void {
    this.#inUse--;
    this.#keep(instance);
  }

  /** Takes in an instance that the pool did not make. */
  adopt(instance: Instance): void {
    this.#created++;
    this.#budget.count(1);
    this.#keep(instance);
  }

  /** Drops idle instances and keeps none from here on. */
  close(): void {
    this.#budget.count(-this.dropIdle());
    this.#budget.leave(this);
    this.#isClosed = true;
  }

  /** Drops what is idle; the budget, which asks for it, counts them. */
  dropIdle(): number {
    const dropped = this.#idle;
    this.#discarded += dropped;
    this.#idle = 0;
    this.#idleByPages.clear();
    return dropped;
  }

  get statistics(): PoolStatistics {
    return {
      live: this.#inUse + this.#idle,
      idle: this.#idle,
      created: this.#created,
      reused: this.#reused,
      discarded: this.#discarded,
    };
  }

  /** Has idle instances given up before it fails: a frame needs a memory more than they do. */
  #make(): Instance {
    if (this.#inUse + this.#idle >= this.#liveMax) this.#budget.dropIdle();
    this.#budget.makeRoom();
    assert(this.#inUse < this.#liveMax, 'frames on the stack are fewer than memories may live');
    try {
      return this.#createCounted();
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
    }
    this.#budget.dropIdle();
    try {
      return this.#createCounted();
    } catch (cause) {
      throw new HostFault(`no memory for an instance beside the ${this.#inUse} in use`, { cause });
    }
  }

  #createCounted(): Instance {
    const instance = this.#create();
    this.#created++;
    this.#budget.count(1);
    return instance;
  }

  #keep(instance: Instance): void {
    if (!instance.sandbox.isReusable || this.#idle >= this.#idleMax || this.#isClosed) {
      this.#discarded++;
      this.#budget.count(-1);
      return;
    }
    const pages = instance.sandbox.memory.pages;
    const list = this.#idleByPages.get(pages);
    if (list === undefined) this.#idleByPages.set(pages, [instance]);
    else list.push(instance);
    this.#idle++;
  }

  /** A smaller image's instance cannot shrink, but a base-sized one can grow. */
  #takeFresh(pages: number): Instance | undefined {
    return pages > this.#basePages ? this.#idleByPages.get(this.#basePages)?.pop() : undefined;
  }
}
