/** Traditional characters that customers of a shop use, each followed by the simplified one. */
const pairs =
  '積积點点還还幫帮請请問问給给電电話话聯联繫系絡络換换兌兑獎奖勵励禮礼嗎吗麼么麽么這这個个裡里裏里過过時时後后開开關关' +
  '謝谢對对錯错沒没確确認认當当轉转員员務务說说説说語语讀读寫写國国機机結结東东壞坏訴诉訂订單单貨货錢钱買买賣卖發发髮发會会' +
  '薦荐碼码鏈链連连紹绍團团隊队們们妳你您你為为爲为囉喽歡欢氣气態态現现餘余總总額额帳账賬账戶户顯显詢询紀纪錄录記记應应該该' +
  '辦办樣样經经長长間间鐘钟週周約约預预訊讯號号簡简體体聽听讓让幾几遲迟達达貴贵質质題题選选項项頁页無无幹干實实際际頭头髒脏' +
  '爛烂難难慘惨熱热涼凉飯饭湯汤麵面進进邊边處处動动線线網网帶带親亲愛爱樂乐誰谁誤误讚赞優优價价費费購购車车門门試试別别棄弃' +
  '離离從从來来兒儿夠够滿满損损補补償偿賠赔騙骗惡恶變变隨随幣币將将與与萬万歲岁業业運运遞递傳传圖图視视內内兩两雙双備备復复' +
  '覆复檢检測测參参數数據据設设計计館馆學学習习師师書书張张強强勞劳煩烦義义見见觀观覺觉願愿顧顾藥药醫医嚴严罵骂髮发爾尔屆届' +
  '啟启啓启頻频絕绝續续終终夥伙係系齣出傷伤濕湿漲涨紅红綠绿藍蓝黃黄冊册'

const table: ReadonlyMap<string, string> = new Map(
  [...pairs].flatMap((character, at, all): [string, string][] =>
    at % 2 === 0 ? [[character, all[at + 1] ?? '']] : [],
  ),
)

/** The same in simplified characters, and with the plain word for "you". */
export function simplified(text: string): string {
  return text.replace(/\p{Script=Han}/gu, (character) => table.get(character) ?? character)
}
