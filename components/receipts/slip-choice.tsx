import Link from 'next/link';
import { classNames } from '#components/ui/class-names.ts';

type SlipChoiceProps = {
  /** What is chosen. */
  label: string;
  /** `lang` is the language of the option's own name, where it is not that of the page. */
  options: { href: string; name: string; isCurrent: boolean; lang?: string }[];
};

/** One of a few ways to see a slip; each is an address, so that it survives reload and can be shared. */
export function SlipChoice({ label, options }: SlipChoiceProps) {
  return (
    <nav
      aria-label={label}
      data-frame
      className="inline-flex w-fit rounded-md border border-line bg-sunken p-0.5"
    >
      {options.map(({ href, name, isCurrent, lang }) => (
        <Link
          key={href}
          href={href}
          prefetch={false}
          replace
          scroll={false}
          lang={lang}
          aria-current={isCurrent ? 'true' : undefined}
          className={classNames(
            'flex h-7 items-center whitespace-nowrap rounded-sm px-3 text-sm transition-colors max-md:h-10',
            isCurrent
              ? 'bg-surface font-medium text-ink shadow-raised ring-1 ring-line'
              : 'text-ink-soft hover:text-ink',
          )}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
