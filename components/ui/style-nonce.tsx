'use client';

import { setNonce } from 'get-nonce';
import { useState } from 'react';

/**
 * Gives the page's nonce to libraries that add their own style element (scroll lock of dialogs). The first nonce is kept:
 * a refresh renders a newer one, which the policy of the document already loaded would reject.
 */
export function StyleNonce({ nonce }: { nonce: string }) {
  useState(() => {
    if (typeof window !== 'undefined' && nonce) setNonce(nonce);
    return nonce;
  });
  return null;
}
