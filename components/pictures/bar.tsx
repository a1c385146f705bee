type BarProps = {
  /** What the bar stands for, of `whole`; neither below zero. */
  value: number;
  whole: number;
  /** What went back, drawn under it on the same scale. */
  back?: number;
};

/** A bar from zero beside its figures, which say the same in words: nothing for screen readers. */
export function Bar({ value, whole, back }: BarProps) {
  return (
    <svg aria-hidden className="h-4 w-full min-w-16" preserveAspectRatio="none" viewBox="0 0 1000 16">
      <rect
        width={lengthOf(value, whole)}
        height={back === undefined ? 12 : 10}
        y="2"
        className="fill-accent"
      />
      {back !== undefined && back > 0 && (
        <rect width={lengthOf(back, whole)} height="3" y="13" className="fill-refunded" />
      )}
    </svg>
  );
}

/** What is there at all can be seen. */
function lengthOf(value: number, whole: number): number {
  return value <= 0 || whole <= 0 ? 0 : Math.max(4, Math.round((value / whole) * 1000));
}
