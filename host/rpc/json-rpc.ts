/**
 * JSON-RPC 2.0 over texts: one request or a batch in, one answer or none out. Integers are exact both ways,
 * and
 * the JSON forms of values (SEMANTICS 12) work in parameters and results.
 */

import { HostFault, PbevmError } from '../../runtime/errors.js';
import { JsonItem } from '../block/json-item.js';
import { parseValue, stringifyValue } from '../vm/values/json.js';
import { toText } from '../vm/values/json-text.js';
import type { Value } from '../vm/values/types.js';

/** Requests in one batch. */
export const BATCH_MAX = 100;

/** Characters of a batch's answers after which no more of its requests are executed: V8 has a longest string. */
const BATCH_ANSWER_MAX = 64 * 1024 * 1024;

/** Parameters of one request. */
const PARAMETERS_MAX = 16;

/** Codes of the specification, and one of its range for servers: the error's own code is in `data`. */
export const RPC_ERROR = {
  parse: -32_700,
  request: -32_600,
  method: -32_601,
  parameters: -32_602,
  internal: -32_603,
  refused: -32_000,
} as const;

export class RpcError extends Error {
  readonly code: number;
  /** Plain data that tell more. */
  readonly data: object | undefined;

  constructor(code: number, message: string, data?: object) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.data = data;
  }
}

/**
 * A method: parameters by position in, plain data out, as `toText` takes them.
 * @throws PbevmError; BAD_INPUT where parameters are wrong.
 */
export type RpcMethod = (parameters: readonly JsonItem[]) => unknown;

export type RpcMethods = Readonly<Record<string, RpcMethod>>;

/**
 * Answers a text. Undefined if it held notifications alone.
 * @param onFault is told what must stop the node; whoever asked gets an internal error without its text.
 */
export async function answerRpc(
  text: string,
  methods: RpcMethods,
  onFault: (fault: unknown) => void,
): Promise<string | undefined> {
  let body: Value;
  try {
    body = parseValue(text);
  } catch (thrown) {
    return failure(null, new RpcError(RPC_ERROR.parse, messageOf(thrown)));
  }
  if (!Array.isArray(body)) return answerOne(body, methods, onFault);
  if (body.length === 0 || body.length > BATCH_MAX) {
    const message = `a batch has 1 to ${BATCH_MAX} requests`;
    return failure(null, new RpcError(RPC_ERROR.request, message));
  }
  const answers: string[] = [];
  let length = 0;
  // One after the other: in a batch a later request may rely on an earlier one.
  for (const request of body) {
    const answer = await answerOne(request, length < BATCH_ANSWER_MAX ? methods : REFUSING, onFault);
    if (answer === undefined) continue;
    answers.push(answer);
    length += answer.length;
  }
  return answers.length === 0 ? undefined : `[${answers.join(',')}]`;
}

type Identifier = string | number | bigint | null;

interface Request {
  /** Undefined for a notification, which is not answered. */
  readonly id: Identifier | undefined;
  readonly method: string;
  readonly parameters: Value[];
}

async function answerOne(
  body: Value,
  methods: RpcMethods | typeof REFUSING,
  onFault: (fault: unknown) => void,
): Promise<string | undefined> {
  const request = readRequest(body);
  if (request === undefined) {
    return failure(identifierOf(body) ?? null, new RpcError(RPC_ERROR.request, 'not a JSON-RPC 2.0 request'));
  }
  const { id } = request;
  try {
    const result = (await call(request, methods)) ?? null;
    return id === undefined ? undefined : toText({ jsonrpc: '2.0', id, result });
  } catch (thrown) {
    const error = toRpcError(thrown);
    if (error.code === RPC_ERROR.internal) onFault(thrown);
    return id === undefined ? undefined : failure(id, error);
  }
}

/** Stands for the methods once the answers of a batch are too long. */
const REFUSING = Symbol('no method any more');

function call({ method, parameters }: Request, methods: RpcMethods | typeof REFUSING): unknown {
  if (methods === REFUSING) throw new RpcError(RPC_ERROR.refused, 'the answers of this batch are too long');
  if (!Object.hasOwn(methods, method)) {
    throw new RpcError(RPC_ERROR.method, `there is no method ${JSON.stringify(method.slice(0, 80))}`);
  }
  return methods[method](JsonItem.parse(stringifyValue(parameters), 'BAD_INPUT').items(PARAMETERS_MAX));
}

/** Undefined if the body is no request. */
function readRequest(body: Value): Request | undefined {
  if (!(body instanceof Map) || body.get('jsonrpc') !== '2.0') return undefined;
  const method = body.get('method');
  const parameters = body.get('params') ?? [];
  if (typeof method !== 'string' || !Array.isArray(parameters)) return undefined;
  const id = identifierOf(body);
  if (body.has('id') && id === undefined) return undefined;
  return { id, method, parameters };
}

function identifierOf(body: Value): Identifier | undefined {
  const id = body instanceof Map ? body.get('id') : undefined;
  const isValid = id === null || typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint';
  return isValid ? id : undefined;
}

function failure(id: Identifier, { code, message, data }: RpcError): string {
  return toText({ jsonrpc: '2.0', id, error: { code, message, data } });
}

function toRpcError(thrown: unknown): RpcError {
  if (thrown instanceof RpcError) return thrown;
  if (thrown instanceof PbevmError && !(thrown instanceof HostFault)) {
    const { code, message, reason } = thrown as PbevmError & { readonly reason?: string };
    return new RpcError(code === 'BAD_INPUT' ? RPC_ERROR.parameters : RPC_ERROR.refused, message, {
      code,
      reason,
    });
  }
  return new RpcError(RPC_ERROR.internal, 'internal error');
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
