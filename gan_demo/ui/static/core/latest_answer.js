// Answers of a route: one request in flight, and of those that wait only the latest.
import { ask } from "./state.js";

export class Latest {
  /**
   * @param {(answer: Response, path: string) => unknown} use
   * @param {(words: string) => unknown} problem
   * @param {(on: boolean) => unknown} [busy]
   */
  constructor(use, problem, busy = () => {}) {
    this.use = use;
    this.problem = problem;
    this.busy = busy;
    this.running = false;
    /** @type {{path: string, body?: () => Blob | Promise<Blob>} | null} */
    this.next = null;
  }

  /**
   * A body is made when its turn comes, and is then POSTed.
   * @param {string} path
   * @param {() => Blob | Promise<Blob>} [body]
   */
  ask(path, body) {
    this.next = { path, body };
    if (!this.running) this.run();
  }

  async run() {
    this.running = true;
    this.busy(true);
    while (this.next) {
      const wish = this.next, { path, body } = wish;
      this.next = null;
      try {
        const options = body ? { method: "POST", body: await body() } : {};
        await this.use(await ask(path, options), path);
        this.problem("");
      } catch (error) {
        this.problem(error.message);
        if (error.busy && !this.next) {
          await new Promise((done) => setTimeout(done, 600));
          this.next ||= wish;
        }
      }
    }
    this.running = false;
    this.busy(false);
  }
}
