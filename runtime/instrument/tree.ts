/**
 * A rooted tree that grows by leaves and answers ancestor questions in logarithmic time: every node has,
 * beside its parent, one jump pointer to an ancestor further up (E. Myers, "An applicative random-access
 * stack", 1983). Guest code chooses the shape, so walking parent by parent would be quadratic.
 */
export class AncestorTree {
  parent = new Int32Array(256);
  depth = new Int32Array(256);
  #jump = new Int32Array(256);

  /** Starts a tree with room for `count` nodes and one root. */
  reset(count: number, root: number): void {
    if (count > this.parent.length) {
      this.parent = new Int32Array(count * 2);
      this.depth = new Int32Array(count * 2);
      this.#jump = new Int32Array(count * 2);
    }
    this.parent[root] = root;
    this.#jump[root] = root;
    this.depth[root] = 0;
  }

  add(node: number, parent: number): void {
    const jump = this.#jump;
    const far = jump[parent];
    const isEvenSplit = this.depth[parent] - this.depth[far] === this.depth[far] - this.depth[jump[far]];
    this.parent[node] = parent;
    this.depth[node] = this.depth[parent] + 1;
    jump[node] = isEvenSplit ? jump[far] : parent;
  }

  ancestorAtDepth(node: number, depth: number): number {
    let at = node;
    while (this.depth[at] > depth) {
      const far = this.#jump[at];
      at = this.depth[far] >= depth ? far : this.parent[at];
    }
    return at;
  }

  commonAncestor(first: number, second: number): number {
    let a = this.ancestorAtDepth(first, this.depth[second]);
    let b = this.ancestorAtDepth(second, this.depth[a]);
    while (a !== b) {
      const isBelow = this.#jump[a] !== this.#jump[b];
      a = isBelow ? this.#jump[a] : this.parent[a];
      b = isBelow ? this.#jump[b] : this.parent[b];
    }
    return a;
  }
}
