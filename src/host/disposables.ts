/**
 * A stack of things to undo, in reverse order. Stands in for AsyncDisposableStack,
 * which Node 20 does not have; replace it when Node 24 is the floor.
 */

type Undo = () => PromiseLike<void> | void;

export class Disposables implements AsyncDisposable {
  #undos: Undo[] = [];

  /** Registers `undo` and returns nothing; the last one registered runs first. */
  defer(undo: Undo): void {
    this.#undos.push(undo);
  }

  /** Takes ownership of `resource` and returns it. */
  use<T extends AsyncDisposable>(resource: T): T {
    this.defer(() => resource[Symbol.asyncDispose]());
    return resource;
  }

  /** Hands everything over to the caller, for a constructor that succeeded. */
  move(): Disposables {
    const moved = new Disposables();
    moved.#undos = this.#undos;
    this.#undos = [];
    return moved;
  }

  /** Runs every undo once, even when one throws; the first error wins. Idempotent. */
  async [Symbol.asyncDispose](): Promise<void> {
    const undos = this.#undos.reverse();
    this.#undos = [];
    let first: { error: unknown } | undefined;
    for (const undo of undos) {
      try {
        await undo();
      } catch (error) {
        first ??= { error };
      }
    }
    if (first) throw first.error;
  }
}
