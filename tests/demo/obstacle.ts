/** Something the person at the keyboard has to put right; the message is the one sentence that says what. */
export class Obstacle extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'Obstacle';
  }
}
