// AssemblyScript: floats, typed arrays, conversions, number formatting, generics, a switch.

function dot<T>(a: StaticArray<T>, b: StaticArray<T>): T {
  let sum = <T>0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

export function matrix(n: i32): f64 {
  const a = new Float64Array(n * n);
  const b = new Float64Array(n * n);
  for (let i = 0; i < n * n; i++) {
    a[i] = Math.sin(<f64>i);
    b[i] = Math.exp(-(<f64>i) / <f64>n);
  }
  let trace = 0.0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0.0;
      for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
      if (i == j) trace += sum;
    }
  }
  return trace;
}

export function sieve(limit: i32): i32 {
  const composite = new Uint8Array(limit + 1);
  let primes = 0;
  for (let i = 2; i <= limit; i++) {
    if (composite[i]) continue;
    primes++;
    for (let j = i * i; j <= limit; j += i) composite[j] = 1;
  }
  return primes;
}

export function evaluate(program: string): f64 {
  const stack: f64[] = [];
  for (let i = 0; i < program.length; i++) {
    const code = program.charCodeAt(i);
    switch (code) {
      case 0x2b: stack.push(stack.pop() + stack.pop()); break;
      case 0x2d: stack.push(-stack.pop() + stack.pop()); break;
      case 0x2a: stack.push(stack.pop() * stack.pop()); break;
      case 0x2f: stack.push(1.0 / stack.pop() * stack.pop()); break;
      case 0x5e: { const e = stack.pop(); stack.push(Math.pow(stack.pop(), e)); break; }
      case 0x72: stack.push(Math.sqrt(stack.pop())); break;
      default: stack.push(F64.parseFloat(String.fromCharCode(code)));
    }
  }
  return stack.pop();
}

export function formatted(value: f64): string {
  return value.toString() + ' ' + (<f32>value).toString() + ' ' + (<i64>value).toString(16) + ' ' + (<u32>value).toString(2);
}

export function main(): void {
  matrix(8);
  sieve(1000);
  evaluate('34+2*r');
  formatted(1234.5678);
  const ints = new StaticArray<i64>(10);
  const floats = new StaticArray<f32>(10);
  dot<i64>(ints, ints);
  dot<f32>(floats, floats);
}
