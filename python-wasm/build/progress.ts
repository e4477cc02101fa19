/** What the build says while it works: one line in place on a terminal, a line now and then in a log. */

const LOG_EVERY = 20;

export class Progress {
  readonly #start = performance.now();
  readonly #inPlace = process.stderr.isTTY === true;
  #lineOpen = false;

  /** A line that stays. */
  note(text: string): void {
    this.#closeLine();
    process.stderr.write(`${text}\n`);
  }

  /** Step `done` of `total`: replaces the line before on a terminal; a log gets every 20th and the last. */
  step(what: string, done: number, total: number, file: string): void {
    const line = `${what} ${String(done).padStart(4)} of ${total}  ${file}  ${this.elapsed()}`;
    if (this.#inPlace) {
      process.stderr.write(`\r\u001b[K${line}`);
      this.#lineOpen = true;
    } else if (done % LOG_EVERY === 0 || done === total) {
      process.stderr.write(`${line}\n`);
    }
  }

  /** Seconds since the build began, as `12.3 s`. */
  elapsed(): string {
    return `${((performance.now() - this.#start) / 1000).toFixed(1)} s`;
  }

  #closeLine(): void {
    if (this.#lineOpen) process.stderr.write('\n');
    this.#lineOpen = false;
  }
}
