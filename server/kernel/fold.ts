/**
 * A text without what people leave out when they type: letter case, the dots and strokes of letters, in Turkish too. As many
 * characters as before, so that a place in one is a place in the other.
 */
export function fold(text: string): string {
  return Array.from(text.normalize('NFC'), (letter) => {
    const [plain = ''] = letter.normalize('NFKD');
    return (plain === 'ı' ? 'i' : plain).toLowerCase();
  }).join('');
}
