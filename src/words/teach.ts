/** `npm run learn`: learns anew what people mean from `examples/`, after these were changed. */
import { keepLearned } from './learned.ts'

keepLearned()
