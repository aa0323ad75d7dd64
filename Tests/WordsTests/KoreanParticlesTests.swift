import Testing

@testable import Words

@Suite struct KoreanParticlesTests {
    @Test(arguments: [
        ("사진을(를)", "사진을"), ("모드을(를)", "모드를"), ("3을(를)", "3을"), ("2을(를)", "2를"), ("4 %이(가)", "4 %가"),
        ("서울(으)로", "서울로"), ("사진(으)로", "사진으로"), ("8(으)로", "8로"), ("파일은(는) 결과과(와)", "파일은 결과와"),
        ("“고양이”(이)라는", "“고양이”라는"), ("a.png을(를)", "a.png을(를)"), ("을(를)", "을(를)"), ("", ""),
        ("(셋)을(를) 둘이(가)", "(셋)을 둘이"),
    ])
    func theSoundBeforeDecides(text: String, expected: String) {
        #expect(KoreanParticles.resolved(text) == expected)
    }
}
