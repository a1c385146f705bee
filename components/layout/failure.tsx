import { Button } from '#components/ui/button.tsx';

/** The words of a failure; see the `failure` texts. */
export type FailureTexts = { title: string; text: string; code: string; action: string };

/** A page or part of it that could not be shown: nothing technical but the code that finds the failure in the logs. */
export function Failure({
  texts,
  digest,
  retry,
}: {
  texts: FailureTexts;
  digest?: string;
  retry: () => void;
}) {
  return (
    <div role="alert" className="grid justify-items-center gap-2 px-6 py-16 text-center">
      <h1 className="text-xl">{texts.title}</h1>
      <p className="max-w-[52ch] text-balance text-ink-soft">{texts.text}</p>
      {digest && (
        <p className="text-ink-soft text-sm">
          {texts.code} <code className="select-all font-mono text-ink">{digest}</code>
        </p>
      )}
      <Button variant="primary" onClick={retry} className="mt-3">
        {texts.action}
      </Button>
    </div>
  );
}
