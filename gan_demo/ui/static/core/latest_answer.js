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
    this.next = null;
  }

  ask(path) {
    this.next = path;
    if (!this.running) this.run();
  }

  async run() {
    this.running = true;
    this.busy(true);
    while (this.next) {
      const path = this.next;
      this.next = null;
      try {
        await this.use(await ask(path), path);
        this.problem("");
      } catch (error) {
        this.problem(error.message);
        if (error.busy && !this.next) {
          await new Promise((done) => setTimeout(done, 600));
          this.next ||= path;
        }
      }
    }
    this.running = false;
    this.busy(false);
  }
}
