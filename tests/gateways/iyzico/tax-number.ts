/** A VKN: ten digits, of which the last completes the weighted others to a multiple of ten. */
export function isVkn(text: string): boolean {
  if (!/^\d{10}$/.test(text)) return false;
  let sum = 0;
  for (let place = 1; place <= 9; place += 1) {
    const shifted = (Number(text[place - 1]) + 10 - place) % 10;
    const weighted = (shifted * 2 ** (10 - place)) % 9;
    sum += shifted !== 0 && weighted === 0 ? 9 : weighted;
  }
  return (sum + Number(text[9])) % 10 === 0;
}

/** A TCKN: eleven digits with two check digits. */
export function isTckn(text: string): boolean {
  if (!/^[1-9]\d{10}$/.test(text)) return false;
  let odd = 0;
  let even = 0;
  for (let index = 0; index < 9; index += 1) {
    if (index % 2 === 0) odd += Number(text[index]);
    else even += Number(text[index]);
  }
  // 7 odd − even, without ever going below zero.
  const tenth = (odd * 7 + even * 9) % 10;
  return Number(text[9]) === tenth && Number(text[10]) === (odd + even + tenth) % 10;
}
