import Link from 'next/link';
import { buttonLook } from '#components/ui/button.tsx';
import { Logo } from './logo.tsx';

/** A page of its own that says why there is nothing to see, and leads back to the start. */
export function NoticePage({ texts }: { texts: { title: string; text: string; action: string } }) {
  return (
    <main className="grid min-h-dvh place-items-center px-6">
      <div className="grid max-w-md justify-items-center gap-2 text-center">
        <Logo className="mb-2 size-10" />
        <h1 className="text-xl">{texts.title}</h1>
        <p className="text-ink-soft">{texts.text}</p>
        <Link href="/" className={`mt-3 ${buttonLook('primary')}`}>
          {texts.action}
        </Link>
      </div>
    </main>
  );
}
