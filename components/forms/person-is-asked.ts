'use client';

import { createContext } from 'react';

/** Whether a dialog waits for the person on behalf of a form beneath it: that time is not the server's. */
export const PersonIsAsked = createContext(false);
