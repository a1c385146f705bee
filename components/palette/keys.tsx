/** Keys as they stand on a keyboard; several are pressed one after the other. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-1">
      {keys.split(' ').map((key) => (
        <kbd
          key={key}
          className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border bg-sunken px-1 font-sans text-ink-soft text-xs"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
