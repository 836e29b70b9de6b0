/** Lines and counted bytes from one stream, in order. Standard readline cannot switch between the two. */

export class StreamReader {
  #chunks: AsyncIterator<Buffer>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The next line without its end, decoded as latin1; undefined at the end of the stream. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#buffer.indexOf(10);
      if (end >= 0) {
        const line = this.#buffer.toString('latin1', 0, end);
        this.#buffer = this.#buffer.subarray(end + 1);
        return line;
      }
      if (!(await this.#fill())) return undefined;
    }
  }

  /** Exactly `count` bytes; undefined when the stream ends before. */
  async bytes(count: number): Promise<Buffer | undefined> {
    while (this.#buffer.length < count) {
      if (!(await this.#fill())) return undefined;
    }
    const bytes = this.#buffer.subarray(0, count);
    this.#buffer = this.#buffer.subarray(count);
    return bytes;
  }

  async #fill(): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    if (done) return false;
    this.#buffer = this.#buffer.length === 0 ? value : Buffer.concat([this.#buffer, value]);
    return true;
  }
}
