// Answers of a route: one request in flight, and of those that wait only the latest.
import { ask } from "./state.js";

export class Latest {
  constructor(use, problem, busy = () => {}) {
    Object.assign(this, { use, problem, busy, running: false, next: null });
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
