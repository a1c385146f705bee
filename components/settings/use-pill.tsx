import { Ban, CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { Pill } from '#components/ui/pill.tsx';

/** Whether a thing of the settings is in use. */
export function UsePill({ isUsed, children }: { isUsed: boolean; children: ReactNode }) {
  return (
    <Pill
      tone={isUsed ? 'approved' : 'neutral'}
      icon={isUsed ? <CircleCheck aria-hidden /> : <Ban aria-hidden />}
    >
      {children}
    </Pill>
  );
}
