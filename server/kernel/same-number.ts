/** Whether two batch numbers are the same: terminals print leading zeros that the answers and reports of banks may leave out. */
export function sameNumber(a: string, b: string): boolean {
  return a.replace(/^0+(?=.)/, '') === b.replace(/^0+(?=.)/, '');
}
