/** Nodes that an update passes, in the order in which it comes to them: parents before their children. */

const FIELDS = 7;
const VISITS_AT_FIRST = 64;

export class VisitList {
  private fields = new Int32Array(VISITS_AT_FIRST * FIELDS);
  private used = 0;
  /** Of no meaning. */
  touched = 0;

  get length(): number {
    return this.used;
  }

  clear(): void {
    this.used = 0;
  }

  /** Forgets visits from one on. */
  shorten(length: number): void {
    this.used = length;
  }

  /** A node in a slot at a depth, below which changes [low, high) are. */
  add(slot: number, depth: number, low: number, high: number): void {
    const at = this.used++ * FIELDS;
    if (at === this.fields.length) this.grow();
    const { fields } = this;
    fields[at] = slot;
    fields[at + 1] = depth;
    fields[at + 2] = low;
    fields[at + 3] = high;
    fields[at + 4] = 0;
  }

  /** It is a pair, whose slots have so many leaves before the changes. */
  setPair(visit: number, pair: number, leftBefore: number, rightBefore: number): void {
    const at = visit * FIELDS;
    this.fields[at + 4] = pair;
    this.fields[at + 5] = leftBefore;
    this.fields[at + 6] = rightBefore;
  }

  slot(visit: number): number {
    return this.fields[visit * FIELDS];
  }

  depth(visit: number): number {
    return this.fields[visit * FIELDS + 1];
  }

  low(visit: number): number {
    return this.fields[visit * FIELDS + 2];
  }

  high(visit: number): number {
    return this.fields[visit * FIELDS + 3];
  }

  /** How many. */
  changes(visit: number): number {
    return this.fields[visit * FIELDS + 3] - this.fields[visit * FIELDS + 2];
  }

  /** 0 if it is no pair. */
  pair(visit: number): number {
    return this.fields[visit * FIELDS + 4];
  }

  leftBefore(visit: number): number {
    return this.fields[visit * FIELDS + 5];
  }

  rightBefore(visit: number): number {
    return this.fields[visit * FIELDS + 6];
  }

  private grow(): void {
    const fields = new Int32Array(2 * this.fields.length);
    fields.set(this.fields);
    this.fields = fields;
  }
}
