/**
 * The Redis protocol, as far as this product speaks it.
 *
 * @param {string[]} words a command and its arguments
 */
export function encode(words) {
  return `*${words.length}\r\n${words.map((it) => `$${Buffer.byteLength(it)}\r\n${it}\r\n`).join('')}`;
}

/** Collects bytes and hands out whole replies; a reply may arrive in any number of pieces. */
export class Replies {
  #rest = Buffer.alloc(0);

  /**
   * Adds bytes and returns the replies that are complete now. An error reply is returned as an Error.
   *
   * @param {Buffer} bytes
   */
  push(bytes) {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const complete = [];
    for (let reply = parse(this.#rest, 0); reply !== undefined; reply = parse(this.#rest, 0)) {
      complete.push(reply.value);
      this.#rest = this.#rest.subarray(reply.end);
    }
    return complete;
  }
}

function parse(bytes, start) {
  const lineEnd = bytes.indexOf('\r\n', start);
  if (lineEnd === -1) return undefined;
  const kind = String.fromCharCode(bytes[start]);
  const line = bytes.toString('utf8', start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (kind) {
    case '+':
      return { value: line, end };
    case '-':
      return { value: new Error(`Redis: ${line}`), end };
    case ':':
      return { value: Number(line), end };
    case '$':
      return parseText(bytes, end, Number(line));
    case '*':
      return parseList(bytes, end, Number(line));
    default:
      throw new Error(`Not a Redis reply: '${kind}${line}'`);
  }
}

function parseText(bytes, start, length) {
  if (length === -1) return { value: null, end: start };
  const end = start + length + 2;
  return bytes.length < end ? undefined : { value: bytes.toString('utf8', start, start + length), end };
}

function parseList(bytes, start, count) {
  if (count === -1) return { value: null, end: start };
  const value = [];
  let end = start;
  for (let i = 0; i < count; i++) {
    const item = parse(bytes, end);
    if (item === undefined) return undefined;
    value.push(item.value);
    end = item.end;
  }
  return { value, end };
}
