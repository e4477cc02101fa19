/** JSON text of plain data with exact integers, some of which is JSON text already. */

/** JSON text of plain data in which `Value`s are already text. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** JSON text of plain data: members that are undefined are left out, bigints are numbers. */
export function toText(data: unknown): string {
  if (data instanceof RawJson) return data.text;
  if (Array.isArray(data)) return `[${data.map(toText).join(',')}]`;
  if (typeof data === 'bigint') return data.toString();
  if (typeof data !== 'object' || data === null) return JSON.stringify(data);
  const members = Object.entries(data).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${toText(member)}`).join(',')}}`;
}
