/**
 * Trees of which only what proofs show is there. They are trees like any other: `get` and `update` work for
 * the keys that were asked, with the same roots as those of the whole trees.
 */

import { Forest } from './forest.js';
import type { HashQueue } from './hash-queue.js';
import { type ProofEntry, readProofNodes } from './proof-nodes.js';
import { checkProof, type ProofReader, proofError } from './proof-reader.js';
import { StateTree } from './state-tree.js';
import type { TreeId } from './tree-id.js';

/** What proofs show is not let go of. */
const OPTIONS = { cacheBytes: Number.POSITIVE_INFINITY };

export class PartialForest {
  readonly forest = new Forest({ get: notShown }, OPTIONS);
  private readonly queue: HashQueue = this.forest.newHashQueue();
  private readonly checks: { readonly tree: StateTree; readonly root: Uint8Array }[] = [];

  /**
   * Reads the nodes of a tree for entries sorted by key. Hashes are computed and compared by `check`.
   * @throws PbevmError BAD_PROOF if the nodes are malformed.
   */
  add(id: TreeId, root: Uint8Array, entries: readonly ProofEntry[], reader: ProofReader): StateTree {
    const tree = StateTree.empty(this.forest, id);
    readProofNodes(reader, entries, { forest: this.forest, queue: this.queue, slot: tree.rootSlot });
    this.checks.push({ tree, root });
    return tree;
  }

  /** A tree of which nothing is shown but its root. */
  addUnknown(id: TreeId, root: Uint8Array): StateTree {
    return StateTree.unknown(this.forest, id, root);
  }

  /** @throws PbevmError BAD_PROOF if a tree has not the root it was added with. */
  check(): void {
    this.queue.run();
    for (const { tree, root } of this.checks) {
      checkProof(Buffer.compare(tree.root, root) === 0, 'is not of the root');
    }
    this.checks.length = 0;
  }
}

function notShown(): never {
  throw proofError('does not show a key that is asked of it');
}
