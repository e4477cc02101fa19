/** A growing list of 32-bit integers, reused from function to function. */
export class IntList {
  items = new Int32Array(256);
  length = 0;

  push(value: number): number {
    if (this.length === this.items.length) {
      const grown = new Int32Array(this.items.length * 2);
      grown.set(this.items);
      this.items = grown;
    }
    this.items[this.length] = value;
    return this.length++;
  }

  clear(): void {
    this.length = 0;
  }
}
