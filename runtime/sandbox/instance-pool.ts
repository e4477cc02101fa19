/**
 * Pool of instances of one module. An instance is taken for one call, restored by its user, and comes back
 * only if it may be used again (SEMANTICS 6). Instances differ in size only: one that an image had to grow
 * serves images of exactly that size.
 */

import type { SandboxInstance } from './instance.js';

export interface PoolStatistics {
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
  readonly #idleByPages = new Map<number, Instance[]>();
  #idle = 0;
  #created = 0;
  #reused = 0;
  #discarded = 0;

  /** @param basePages pages of a fresh instance; @param idleMax instances kept when not in use. */
  constructor(create: InstanceFactory<Instance>, basePages: number, idleMax: number) {
    this.#create = create;
    this.#basePages = basePages;
    this.#idleMax = idleMax;
  }

  /** An instance that an image of `pages` can be restored into. */
  take(pages: number): Instance {
    const idle = this.#idleByPages.get(pages)?.pop() ?? this.#takeFresh(pages);
    if (idle === undefined) {
      this.#created++;
      return this.#create();
    }
    this.#idle--;
    this.#reused++;
    return idle;
  }

  /** Gives an instance back after its call. */
  give(instance: Instance): void {
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

  get statistics(): PoolStatistics {
    return { idle: this.#idle, created: this.#created, reused: this.#reused, discarded: this.#discarded };
  }

  /** A smaller image's instance cannot shrink, but a base-sized one can grow. */
  #takeFresh(pages: number): Instance | undefined {
    return pages > this.#basePages ? this.#idleByPages.get(this.#basePages)?.pop() : undefined;
  }
}
