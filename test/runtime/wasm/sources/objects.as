// AssemblyScript: classes, virtual calls, strings, Map and Set, sorting with a closure-free comparator.

abstract class Shape {
  constructor(public name: string) {}
  abstract area(): f64;
  describe(): string {
    return this.name + ' of ' + this.area().toString();
  }
}

class Circle extends Shape {
  constructor(private radius: f64) {
    super('circle');
  }
  area(): f64 {
    return Math.PI * this.radius * this.radius;
  }
}

class Box extends Shape {
  constructor(private width: f64, private height: f64) {
    super('box');
  }
  area(): f64 {
    return this.width * this.height;
  }
}

const counts = new Map<string, i32>();
const seen = new Set<i64>();

export function countWords(text: string): i32 {
  const words = text.toLowerCase().split(' ');
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    counts.set(word, counts.has(word) ? counts.get(word) + 1 : 1);
  }
  return counts.size;
}

export function largest(n: i32): string {
  const shapes = new Array<Shape>();
  for (let i = 0; i < n; i++) shapes.push(i % 2 == 0 ? new Circle(<f64>i) : new Box(<f64>i, 2.5));
  shapes.sort((a, b) => (a.area() < b.area() ? 1 : a.area() > b.area() ? -1 : 0));
  return shapes.map<string>((shape) => shape.describe()).join('; ');
}

export function collatz(start: i64): i32 {
  let steps = 0;
  for (let n = start; n != 1; steps++) {
    if (seen.has(n)) break;
    seen.add(n);
    n = n % 2 == 0 ? n / 2 : 3 * n + 1;
  }
  return steps;
}

export function main(): void {
  countWords('the quick brown fox jumps over the lazy dog and the fox');
  largest(10);
  collatz(27);
}
