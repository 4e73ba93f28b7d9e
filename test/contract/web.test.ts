import { contract } from '../contract.ts'
import { onWeb } from './web.ts'

contract(onWeb)
