import path from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';

/** One letter for all machines: those that render may have none, and columns are exact in one of fixed width only. */
export const FAMILY = 'Vezne Slip';
const LETTERS = ['400Regular/NotoSansMono_400Regular.ttf', '700Bold/NotoSansMono_700Bold.ttf'];

/** Makes our letter known to what draws, once in a process. */
export function loadLetters(): void {
  if (GlobalFonts.has(FAMILY)) return;
  const folder = path.join(process.cwd(), 'node_modules/@expo-google-fonts/noto-sans-mono');
  for (const file of LETTERS) {
    if (!GlobalFonts.registerFromPath(path.join(folder, file), FAMILY))
      throw new Error(`No letter in ${file}`);
  }
}
