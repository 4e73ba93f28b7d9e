/**
 * Why the program cannot start, told in one line for the person who starts it: what is wrong and what to do.
 * `main.ts` prints the message and exits with code 1; no stack is shown.
 */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StartError'
  }
}
