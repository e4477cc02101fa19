/**
 * Pool of instances of one module. An instance is taken for one call, restored by its user, and comes back
 * only if it may be used again (SEMANTICS 6). Instances differ in size only: one that an image had to grow
 * serves images of exactly that size.
 */

import { assert, HostFault } from '../errors.js';
import type { SandboxInstance } from './instance.js';

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
  readonly #idleByPages = new Map<number, Instance[]>();
  #idle = 0;
  #inUse = 0;
  #created = 0;
  #reused = 0;
  #discarded = 0;

  /**
   * @param basePages pages of a fresh instance; @param idleMax instances kept when not in use;
   * @param liveMax instances in use and idle together.
   */
  constructor(
    create: InstanceFactory<Instance>,
    basePages: number,
    idleMax: number,
    liveMax: number = Number.POSITIVE_INFINITY,
  ) {
    this.#create = create;
    this.#basePages = basePages;
    this.#idleMax = idleMax;
    this.#liveMax = liveMax;
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
    this.#keep(instance);
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

  /** Gives up idle instances of other sizes before it fails: a frame needs a memory more than they do. */
  #make(): Instance {
    if (this.#inUse + this.#idle >= this.#liveMax) this.#dropIdle();
    assert(this.#inUse < this.#liveMax, 'frames on the stack are fewer than memories may live');
    try {
      return this.#createCounted();
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
    }
    this.#dropIdle();
    try {
      return this.#createCounted();
    } catch (cause) {
      throw new HostFault(`no memory for an instance beside the ${this.#inUse} in use`, { cause });
    }
  }

  #createCounted(): Instance {
    const instance = this.#create();
    this.#created++;
    return instance;
  }

  #keep(instance: Instance): void {
    if (!instance.sandbox.isReusable || this.#idle >= this.#idleMax) {
      this.#discarded++;
      return;
    }
    const pages = instance.sandbox.memory.pages;
    const list = this.#idleByPages.get(pages);
    if (list === undefined) this.#idleByPages.set(pages, [instance]);
    else list.push(instance);
    this.#idle++;
  }

  #dropIdle(): void {
    this.#discarded += this.#idle;
    this.#idle = 0;
    this.#idleByPages.clear();
  }

  /** A smaller image's instance cannot shrink, but a base-sized one can grow. */
  #takeFresh(pages: number): Instance | undefined {
    return pages > this.#basePages ? this.#idleByPages.get(this.#basePages)?.pop() : undefined;
  }
}
