import { contract } from '../contract.ts'
import { onTelegram } from './telegram.ts'

contract(onTelegram('polling'))
contract(onTelegram('webhook'))
