/**
 * The ways on which the bits of a float value can come to be seen, as WAT. Each route is the body of a
 * function with parameter `$i` (number of the pair), locals `$v` and `$w` of the value's type, `$n` (i32) and
 * `$o` (address of 16 bytes for results), which it fills.
 */

export type FloatType = 'f32' | 'f64';

/** What a route is made of. */
export interface RouteContext {
  /** Type of the value, and the integer type of its width. */
  readonly t: FloatType;
  readonly int: 'i32' | 'i64';
  /** The value: an instruction with operands from memory. It can be written any number of times. */
  readonly e: string;
  /** Left and right operand of the value's own type, just loaded: bits that must stay what they are. */
  readonly x: string;
  readonly y: string;
}

const ODD = '(i32.and (local.get $i) (i32.const 1))';
const OUT = '(local.get $o)';
/** Three rounds of a loop `$l`, counted in `$n`. */
const AGAIN = '(i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 3))';

function bits({ t, int }: RouteContext, value: string, at = 0): string {
  return `(${int}.store offset=${at} ${OUT} (${int}.reinterpret_${t} ${value}))`;
}

function store({ t }: RouteContext, value: string, at = 0): string {
  return `(${t}.store offset=${at} ${OUT} ${value})`;
}

type Route = (context: RouteContext) => string;

/** The value as it leaves a block that the text fills. */
const inBlock =
  (fill: (context: RouteContext) => string): Route =>
  (c) =>
    bits(c, `(block $b (result ${c.t}) ${fill(c)})`);

const STORES_AND_LOCALS: Readonly<Record<string, Route>> = {
  reinterpret: (c) => bits(c, c.e),
  store: (c) => store(c, c.e),
  'store, load, reinterpret': (c) => `${store(c, c.e)} ${bits(c, `(${c.t}.load ${OUT})`, 8)}`,
  'local.set': (c) => `(local.set $v ${c.e}) ${bits(c, '(local.get $v)')}`,
  'local.tee': (c) => bits(c, `(local.tee $v ${c.e})`),
  'local after local.tee': (c) => `(drop (local.tee $v ${c.e})) ${store(c, '(local.get $v)')}`,
  'copy of a local': (c) =>
    `(local.set $v ${c.e}) (local.set $w (local.get $v))
     ${bits(c, '(local.get $w)')} ${store(c, '(local.get $v)', 8)}`,
  'local set in one arm': (c) =>
    `(local.set $v ${c.x}) (if ${ODD} (then (local.set $v ${c.e}))) ${bits(c, '(local.get $v)')}`,
  'local set in both arms': (c) =>
    `(if ${ODD} (then (local.set $v ${c.e})) (else (local.set $v ${c.y}))) ${store(c, '(local.get $v)')}`,
  'local that is zero or set': (c) => `(if ${ODD} (then (local.set $v ${c.e}))) ${bits(c, '(local.get $v)')}`,
  'local of two lives': (c) =>
    `(local.set $v ${c.x}) ${bits(c, '(local.get $v)')}
     (local.set $v ${c.e}) ${bits(c, '(local.get $v)', 8)}`,
  'local of three lives': (c) =>
    `(local.set $v ${c.x})
     (if ${ODD} (then (local.set $v ${c.e})) (else (local.set $v (${c.t}.add ${c.x} ${c.y}))))
     ${bits(c, '(local.get $v)')}
     (local.set $v (${c.t}.sub ${c.y} ${c.x})) ${store(c, '(local.get $v)', 8)}`,
  'two locals': (c) =>
    `(local.set $v ${c.x}) (local.set $w ${c.y})
     (if ${ODD} (then (local.set $v ${c.e}) (local.set $w (${c.t}.sub ${c.y} ${c.x}))))
     ${bits(c, '(local.get $v)')} ${store(c, '(local.get $w)', 8)}`,
  'local that is a constant or set': (c) =>
    `(local.set $v (${c.t}.const -nan:0x234567)) (if ${ODD} (then (local.set $v ${c.e})))
     ${bits(c, '(local.get $v)')}`,
  'parameter set': (c) => `(call $parameter (local.get $i) (local.get $o) ${c.x})`,
  'local through a loop': (c) =>
    `(local.set $v ${c.x}) (loop $l ${bits(c, '(local.get $v)', 8)} (local.set $v ${c.e}) (br_if $l ${AGAIN}))
     ${bits(c, '(local.get $v)')}`,
  'local kept through a loop': (c) =>
    `(local.set $v ${c.e}) (loop $l ${store(c, '(local.get $v)')} (br_if $l ${AGAIN}))`,
  'locals exchanged in a loop': (c) =>
    `(local.set $v ${c.e}) (local.set $w ${c.x})
     (loop $l (local.get $v) (local.set $v (local.get $w)) (local.set $w) (br_if $l ${AGAIN}))
     ${bits(c, '(local.get $v)')} ${bits(c, '(local.get $w)', 8)}`,
  'sum in a loop': (c) =>
    `(local.set $v ${c.e}) (loop $l (local.set $v (${c.t}.add (local.get $v) ${c.y})) (br_if $l ${AGAIN}))
     ${bits(c, '(local.get $v)')}`,
  'global.set': (c) => `(global.set $g ${c.e}) ${bits(c, '(global.get $g)')}`,
  'global set by a callee': (c) => `(call $setGlobal (local.get $i)) ${store(c, '(global.get $g)')}`,
  'value below a call': (c) => bits(c, `${c.e} (call $nothing)`),
  'value below a loop': (c) => bits(c, `${c.e} (loop $l (br_if $l ${AGAIN}))`),
  'memory.copy': (c) => `${store(c, c.e)} (memory.copy (i32.add ${OUT} (i32.const 8)) ${OUT} (i32.const 8))`,
};

const BLOCKS: Readonly<Record<string, Route>> = {
  'block result': inBlock((c) => c.e),
  'nested block results': inBlock((c) => `(block (result ${c.t}) (block (result ${c.t}) ${c.e}))`),
  'block parameter': (c) =>
    bits(c, `${c.e} (block (param ${c.t}) (result ${c.t}) (local.set $v) (local.get $v))`),
  br: inBlock((c) => `(br $b ${c.e})`),
  'br out of two': inBlock((c) => `(block (br $b ${c.e})) ${c.x}`),
  'br_if, else what was loaded': inBlock((c) => `${c.e} ${ODD} (br_if $b) (drop) ${c.x}`),
  'br_if with what was loaded, else': inBlock((c) => `${c.x} ${ODD} (br_if $b) (drop) ${c.e}`),
  'what br_if leaves': (c) =>
    inBlock(() => `${c.e} ${ODD} (br_if $b) (local.set $w) ${store(c, '(local.get $w)', 8)} ${c.e}`)(c),
  'value below br_if': inBlock((c) => `${c.e} ${c.x} ${ODD} (br_if $b) (drop)`),
  br_table: inBlock(
    (c) => `(block $d (result ${c.t}) ${c.e} ${ODD} (br_table $d $b)) (local.set $v) (local.get $v)`,
  ),
  'br_table with what was loaded': inBlock(
    (c) => `(block $d (result ${c.t}) ${c.x} ${ODD} (br_table $b $d)) (drop) ${c.e}`,
  ),
  'if result': (c) => bits(c, `(if (result ${c.t}) ${ODD} (then ${c.e}) (else ${c.x}))`),
  'if result, both computed': (c) => bits(c, `(if (result ${c.t}) ${ODD} (then ${c.e}) (else ${c.e}))`),
  'if parameter': (c) =>
    bits(c, `${c.e} ${ODD} (if (param ${c.t}) (result ${c.t}) (then) (else (drop) ${c.y}))`),
  'if parameter to a local': (c) =>
    `${c.e} ${ODD} (if (param ${c.t}) (result ${c.t}) (then) (else (drop) ${c.y})) (local.set $v)
     ${bits(c, '(local.get $v)')}`,
  'loop parameter': (c) =>
    bits(
      c,
      `${c.x} (loop $l (param ${c.t}) (result ${c.t})
        (local.set $v) ${bits(c, '(local.get $v)', 8)} ${c.e} (br_if $l ${AGAIN}))`,
    ),
  'loop result': (c) => bits(c, `(loop $l (result ${c.t}) ${c.e})`),
  'two block results': (c) => `(block (result ${c.t} ${c.t}) ${c.x} ${c.e})
    (local.set $v) (local.set $w) ${bits(c, '(local.get $v)')} ${bits(c, '(local.get $w)', 8)}`,
  'two values of br': (c) => `(block $b (result ${c.t} ${c.t}) ${c.e} ${c.y} (br $b))
    (local.set $v) (local.set $w) ${bits(c, '(local.get $v)')} ${bits(c, '(local.get $w)', 8)}`,
  'select, first': (c) => bits(c, `(select ${c.e} ${c.x} ${ODD})`),
  'select, second': (c) => bits(c, `(select ${c.x} ${c.e} ${ODD})`),
  'select, both': (c) => store(c, `(select ${c.e} ${c.e} ${ODD})`),
  'select, typed': (c) => bits(c, `(select (result ${c.t}) ${c.e} ${c.y} ${ODD})`),
  'code after that is dead': inBlock((c) => `${c.e} (br $b) (${c.t}.neg) (br $b)`),
};

const CALLS: Readonly<Record<string, Route>> = {
  argument: ({ int, e, t }) => `(${int}.store ${OUT} (call $bits_${t} ${e}))`,
  'argument that a callee stores': ({ e }) => `(call $store ${OUT} ${e})`,
  'argument that a callee negates': (c) => bits(c, `(call $negative ${c.e})`),
  'argument that comes back': (c) => bits(c, `(call $same ${c.e})`),
  'second argument': (c) => `(call $exchange ${c.x} ${c.e})
    (local.set $v) (local.set $w) ${bits(c, '(local.get $v)')} ${bits(c, '(local.get $w)', 8)}`,
  result: (c) => bits(c, '(call $value (local.get $i))'),
  'result by return': (c) => bits(c, '(call $valueReturned (local.get $i))'),
  'result by br': (c) => store(c, '(call $valueBranched (local.get $i))'),
  'result by br_if': (c) => bits(c, '(call $valueBranchedIf (local.get $i))'),
  'one of two results': (c) => `(call $twoValues (local.get $i))
    (local.set $v) (local.set $w) ${bits(c, '(local.get $v)')} ${bits(c, '(local.get $w)', 8)}`,
  'result of call_indirect': (c) => bits(c, '(call_indirect (type $makes) (local.get $i) (i32.const 0))'),
  'argument of call_indirect': (c) => bits(c, `(call_indirect (type $takes) ${c.e} (i32.const 1))`),
  'argument of an import': ({ t, e }) => `(call $look_${t} ${OUT} ${e})`,
  'argument of an import in a table': ({ t, e }) =>
    `(call_indirect (type $looks_${t}) ${OUT} ${e} (i32.const 2))`,
  'result that the host stores': ({ t }) => `(call $look_${t} ${OUT} (call $value (local.get $i)))`,
};

const OPERATIONS: Readonly<Record<string, Route>> = {
  abs: (c) => bits(c, `(${c.t}.abs ${c.e})`),
  neg: (c) => bits(c, `(${c.t}.neg ${c.e})`),
  'neg, stored': (c) => store(c, `(${c.t}.neg ${c.e})`),
  'neg, twice': (c) => bits(c, `(${c.t}.neg (${c.t}.neg ${c.e}))`),
  'neg of a local': (c) => `(local.set $v ${c.e}) ${bits(c, `(${c.t}.neg (local.get $v))`)}`,
  'neg of a selected value': (c) => bits(c, `(${c.t}.neg (select ${c.e} ${c.y} ${ODD}))`),
  'neg of a block result': (c) => bits(c, `(${c.t}.neg (block (result ${c.t}) ${c.e}))`),
  'neg in a loop': (c) =>
    `(local.set $v ${c.e}) (loop $l (local.set $v (${c.t}.neg (local.get $v))) (br_if $l ${AGAIN}))
     ${bits(c, '(local.get $v)')}`,
  'abs of neg of a local': (c) =>
    `(local.set $v (${c.t}.neg ${c.e}))
     ${bits(c, `(${c.t}.abs (local.get $v))`)} ${store(c, '(local.get $v)', 8)}`,
  'copysign, magnitude': (c) => bits(c, `(${c.t}.copysign ${c.e} ${c.y})`),
  'copysign, sign': (c) => bits(c, `(${c.t}.copysign ${c.x} ${c.e})`),
  'copysign, sign of neg': (c) => bits(c, `(${c.t}.copysign ${c.y} (${c.t}.neg ${c.e}))`),
  'copysign, both': (c) => bits(c, `(${c.t}.copysign ${c.e} ${c.e})`),
  'copysign, sign from a local': (c) =>
    `(local.set $v ${c.e}) ${bits(c, `(${c.t}.copysign ${c.x} (local.get $v))`)}`,
  'operand of add': (c) => bits(c, `(${c.t}.add ${c.e} ${c.x})`),
  'operand of min': (c) => bits(c, `(${c.t}.min ${c.y} ${c.e})`),
  'operand of sqrt of neg': (c) => bits(c, `(${c.t}.sqrt (${c.t}.neg ${c.e}))`),
  'operand of div, twice': (c) => bits(c, `(${c.t}.div ${c.e} ${c.e})`),
  'the other width': ({ t, e }) =>
    t === 'f32'
      ? `(i64.store ${OUT} (i64.reinterpret_f64 (f64.promote_f32 ${e})))`
      : `(i32.store ${OUT} (i32.reinterpret_f32 (f32.demote_f64 ${e})))`,
  'the other width and back': (c) =>
    c.t === 'f32'
      ? bits(c, `(f32.demote_f64 (f64.neg (f64.promote_f32 ${c.e})))`)
      : bits(c, `(f64.promote_f32 (f32.neg (f32.demote_f64 ${c.e})))`),
  comparison: ({ t, e, x }) =>
    `(i32.store ${OUT} (${t}.eq ${e} ${x})) (i32.store offset=4 ${OUT} (${t}.lt ${e} ${x}))
     (i32.store offset=8 ${OUT} (${t}.ne ${e} ${e}))`,
  truncation: ({ t, e }) =>
    `(i32.store ${OUT} (i32.trunc_sat_${t}_s ${e})) (i64.store offset=8 ${OUT} (i64.trunc_sat_${t}_u ${e}))`,
};

/** All routes by name. */
export const ROUTES: ReadonlyMap<string, Route> = new Map(
  [STORES_AND_LOCALS, BLOCKS, CALLS, OPERATIONS].flatMap((routes) => Object.entries(routes)),
);

/** Functions that routes call. */
export function routeHelpers({ t, int, e, x }: RouteContext): string {
  const makes = `(param $i i32) (result ${t})`;
  return `
    (type $makes (func (param i32) (result ${t}))) (type $takes (func (param ${t}) (result ${t})))
    (type $looks_f32 (func (param i32 f32))) (type $looks_f64 (func (param i32 f64)))
    (import "env" "look_f32" (func $look_f32 (type $looks_f32)))
    (import "env" "look_f64" (func $look_f64 (type $looks_f64)))
    (global $g (mut ${t}) (${t}.const 0))
    (table 3 funcref) (elem (i32.const 0) $value $same $look_${t})
    (func $nothing)
    (func $bits_${t} (param ${t}) (result ${int}) (${int}.reinterpret_${t} (local.get 0)))
    (func $store (param i32 ${t}) (${t}.store (local.get 0) (local.get 1)))
    (func $negative (param ${t}) (result ${t}) (${t}.neg (local.get 0)))
    (func $same (type $takes) (local.get 0))
    (func $exchange (param ${t} ${t}) (result ${t} ${t}) (local.get 1) (local.get 0))
    (func $setGlobal (param $i i32) (global.set $g ${e}))
    (func $value (type $makes) (param $i i32) (result ${t}) ${e})
    (func $valueReturned ${makes} (return ${e}))
    (func $valueBranched ${makes} (block (br 1 ${e})) ${x})
    (func $valueBranchedIf ${makes} ${e} ${ODD} (br_if 0) (drop) ${x})
    (func $twoValues (param $i i32) (result ${t} ${t}) ${e} ${x})
    (func $parameter (param $i i32) (param $o i32) (param $v ${t})
      ${bits({ t, int, e, x, y: x }, '(local.get $v)', 8)}
      (if ${ODD} (then (local.set $v ${e})))
      ${bits({ t, int, e, x, y: x }, '(local.get $v)')})`;
}
